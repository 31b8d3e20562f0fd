#include "harness/report/pairing.h"

#include <algorithm>
#include <functional>

#include "harness/report/selector.h"

namespace assay {
namespace {

bool same_axes(const Params& a, const Params& b, const std::function<bool(const std::string&)>& free) {
  const auto agrees = [&free](const Params& one, const Params& other) {
    return std::all_of(one.begin(), one.end(), [&](const auto& axis) {
      if (free(axis.first)) return true;
      const auto found = other.find(axis.first);
      return found != other.end() && found->second == axis.second;
    });
  };
  return agrees(a, b) && agrees(b, a);
}

bool differ_only_as_named(const Gate& gate, const VariantSummary& a, const VariantSummary& b) {
  const Selector& x = gate.baseline->selector;
  const Selector& y = gate.candidate;
  if (!x.model && !y.model && a.model != b.model) return false;
  if (!x.prompt && !y.prompt && a.prompt != b.prompt) return false;
  return same_axes(a.axes, b.axes, [&](const std::string& axis) {
    return x.params.contains(axis) || y.params.contains(axis);
  });
}

// The only arm that fits; null for none and for several.
template <class Fits>
std::shared_ptr<const Arm> the_only(const Baseline& baseline, const Fits& fits) {
  const Arm* found = nullptr;
  for (const Arm& arm : baseline.arms) {
    if (!fits(arm.variant)) continue;
    if (found != nullptr) return nullptr;
    found = &arm;
  }
  return found == nullptr ? nullptr : std::make_shared<const Arm>(*found);
}

}  // namespace

std::shared_ptr<const Arm> Arms::of(std::size_t variant) {
  std::shared_ptr<const Arm>& arm = arms_[variant];
  if (arm == nullptr) arm = std::make_shared<const Arm>(arm_of(report_, variant));
  return arm;
}

std::shared_ptr<const Arm> partner_in(const Baseline& baseline, const VariantSummary& candidate) {
  const auto alike = [&](const VariantSummary& variant) {
    return variant.prompt == candidate.prompt &&
           same_axes(variant.axes, candidate.axes, [](const std::string&) { return false; });
  };
  if (auto same = the_only(baseline, [&](const VariantSummary& variant) {
        return alike(variant) && variant.model == candidate.model;
      }))
    return same;
  if (auto similar = the_only(baseline, alike)) return similar;
  return the_only(baseline, [](const VariantSummary&) { return true; });
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
      pairs.push_back({stored == baselines.end() ? nullptr : partner_in(*stored, variants[c]),
                       arms.of(c)});
      continue;
    }
    for (std::size_t b = 0; b < variants.size(); ++b) {
      if (b == c || !matches(gate.baseline->selector, variants[b])) continue;
      if (differ_only_as_named(gate, variants[b], variants[c])) {
        pairs.push_back({arms.of(b), arms.of(c)});
      }
    }
  }
  return pairs;
}

}  // namespace assay
