#include "harness/report/pairing.h"

#include <algorithm>
#include <functional>

#include "harness/report/selector.h"

namespace assay {
namespace {

bool same_axes(const Params& a, const Params& b,
               const std::function<bool(const std::string&)>& free) {
  const auto agrees = [&free](const Params& one, const Params& other) {
    return std::all_of(one.begin(), one.end(), [&](const auto& axis) {
      if (free(axis.first)) return true;
      const auto found = other.find(axis.first);
      return found != other.end() && found->second == axis.second;
    });
  };
  return agrees(a, b) && agrees(b, a);
}

bool differ_only_as_named(const Selector& x, const Selector& y, const VariantSummary& a,
                          const VariantSummary& b) {
  if (!x.model && !y.model && a.model != b.model) return false;
  if (!x.prompt && !y.prompt && a.prompt != b.prompt) return false;
  return same_axes(a.axes, b.axes, [&](const std::string& axis) {
    return x.params.contains(axis) || y.params.contains(axis);
  });
}

using Fits = std::function<bool(const VariantSummary&)>;

// The only arm that fits; null for none and for several.
const Arm* the_only(const std::vector<Arm>& arms, const Fits& fits) {
  const Arm* found = nullptr;
  for (const Arm& arm : arms) {
    if (!fits(arm.variant)) continue;
    if (found != nullptr) return nullptr;
    found = &arm;
  }
  return found;
}

// The first of the questions that exactly one arm fits answers.
const Arm* the_only(const std::vector<Arm>& arms, const std::vector<Fits>& questions) {
  for (const Fits& fits : questions) {
    if (const Arm* found = the_only(arms, fits)) return found;
  }
  return nullptr;
}

bool is_any(const VariantSummary&) {
  return true;
}

bool same_settings(const VariantSummary& a, const VariantSummary& b) {
  return same_axes(a.axes, b.axes, [](const std::string&) { return false; });
}

// Whose place a variant has taken: what was changed on purpose is one of model,
// prompt and settings.
const Arm* predecessor_in(const std::vector<Arm>& baseline, const VariantSummary& now) {
  const auto model = [&](const VariantSummary& was) { return was.model == now.model; };
  const auto prompt = [&](const VariantSummary& was) { return was.prompt == now.prompt; };
  const auto settings = [&](const VariantSummary& was) { return same_settings(was, now); };
  return the_only(
      baseline,
      {[&](const VariantSummary& was) { return was.id == now.id; },
       [&](const VariantSummary& was) { return model(was) && prompt(was) && settings(was); },
       [&](const VariantSummary& was) { return prompt(was) && settings(was); },
       [&](const VariantSummary& was) { return model(was) && settings(was); },
       [&](const VariantSummary& was) { return model(was) && prompt(was); }, is_any});
}

bool names_anything(const Selector& selector) {
  return selector.model || selector.prompt || !selector.params.empty();
}

}  // namespace

std::shared_ptr<const Arm> Arms::of(std::size_t variant) {
  std::shared_ptr<const Arm>& arm = arms_[variant];
  if (arm == nullptr) arm = std::make_shared<const Arm>(arm_of(report_, variant));
  return arm;
}

std::shared_ptr<const Arm> partner_in(const Baseline& baseline, const VariantSummary& candidate) {
  const auto alike = [&](const VariantSummary& variant) {
    return variant.prompt == candidate.prompt && same_settings(variant, candidate);
  };
  const Arm* found =
      the_only(baseline.arms, {[&](const VariantSummary& variant) {
                                 return alike(variant) && variant.model == candidate.model;
                               },
                               alike, is_any});
  return found == nullptr ? nullptr : std::make_shared<const Arm>(*found);
}

Pairing pair_arms(const std::vector<Arm>& baseline, const Selector& named_baseline,
                  const std::vector<Arm>& candidate, const Selector& named_candidate) {
  Pairing pairing;
  if (baseline.size() == 1 && candidate.size() == 1) {
    pairing.pairs.push_back({&baseline[0], &candidate[0]});
    return pairing;
  }
  const bool by_selector = names_anything(named_baseline) || names_anything(named_candidate);
  for (const Arm& now : candidate) {
    if (!by_selector) {
      if (const Arm* was = predecessor_in(baseline, now.variant))
        pairing.pairs.push_back({was, &now});
      continue;
    }
    for (const Arm& was : baseline) {
      if (was.name != now.name &&
          differ_only_as_named(named_baseline, named_candidate, was.variant, now.variant)) {
        pairing.pairs.push_back({&was, &now});
      }
    }
  }
  const auto is_alone = [&](const Arm& arm) {
    return std::none_of(pairing.pairs.begin(), pairing.pairs.end(), [&](const auto& pair) {
      return pair.baseline == &arm || pair.candidate == &arm;
    });
  };
  for (const std::vector<Arm>* side : {&baseline, &candidate}) {
    for (const Arm& arm : *side) {
      if (is_alone(arm)) pairing.alone.push_back(&arm);
    }
  }
  return pairing;
}

std::vector<ArmPair> pairs_of(const Gate& gate, Arms& arms,
                              const std::vector<Baseline>& baselines) {
  std::vector<ArmPair> pairs;
  const std::vector<VariantSummary>& variants = arms.report().variants;
  const auto stored = std::find_if(baselines.begin(), baselines.end(), [&](const Baseline& each) {
    return each.name == gate.baseline->stored;
  });
  for (std::size_t c = 0; c < variants.size(); ++c) {
    if (!matches(gate.candidate, variants[c])) continue;
    if (!gate.baseline->stored.empty()) {
      pairs.push_back(
          {stored == baselines.end() ? nullptr : partner_in(*stored, variants[c]), arms.of(c)});
      continue;
    }
    for (std::size_t b = 0; b < variants.size(); ++b) {
      if (b == c || !matches(gate.baseline->selector, variants[b])) continue;
      if (differ_only_as_named(gate.baseline->selector, gate.candidate, variants[b], variants[c])) {
        pairs.push_back({arms.of(b), arms.of(c)});
      }
    }
  }
  return pairs;
}

}  // namespace assay
