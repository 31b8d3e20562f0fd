#include "harness/report/compare/pairing.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "harness/report/selector.h"

namespace assay {
namespace {

// What the two sides of a pair must have in common; a part that may differ is empty.
using Traits = std::tuple<std::string, std::string, Params>;

enum class Counts : bool { no, yes };

Traits traits_of(const VariantSummary& variant, Counts model, Counts prompt, Counts axes) {
  return {model == Counts::yes ? variant.model : "", prompt == Counts::yes ? variant.prompt : "",
          axes == Counts::yes ? variant.axes : Params()};
}

// All but what either selector names.
Traits traits_beside(const Selector& x, const Selector& y, const VariantSummary& variant) {
  Traits alike = traits_of(variant, x.model || y.model ? Counts::no : Counts::yes,
                           x.prompt || y.prompt ? Counts::no : Counts::yes, Counts::yes);
  std::erase_if(std::get<Params>(alike), [&](const auto& axis) {
    return x.params.contains(axis.first) || y.params.contains(axis.first);
  });
  return alike;
}

// Variants by what they have in common: a pair is looked up, for to try every two is
// quadratic in what a grid makes thousands of.
template <class Key>
class Alike {
 public:
  void add(Key key, std::size_t variant) { variants_[std::move(key)].push_back(variant); }
  // In the order in which they were added.
  const std::vector<std::size_t>& of(const Key& key) const {
    static const std::vector<std::size_t> kNone;
    const auto found = variants_.find(key);
    return found == variants_.end() ? kNone : found->second;
  }
  // Nothing for none and for several.
  std::optional<std::size_t> the_only(const Key& key) const {
    const std::vector<std::size_t>& all = of(key);
    return all.size() == 1 ? std::optional(all.front()) : std::nullopt;
  }

 private:
  std::map<Key, std::vector<std::size_t>> variants_;
};

// Whose place a variant has taken: what was changed on purpose is one of model,
// prompt and settings.
class Predecessors {
 public:
  explicit Predecessors(const std::vector<Arm>& baseline) : baseline_(baseline) {
    for (std::size_t i = 0; i < baseline.size(); ++i) {
      const VariantSummary& variant = baseline[i].variant;
      by_id_.add(variant.id, i);
      for (std::size_t shared = 0; shared < kShared.size(); ++shared)
        by_shared_[shared].add(traits(variant, shared), i);
    }
  }
  // Null where it is not clear.
  const Arm* of(const VariantSummary& now) const {
    std::optional<std::size_t> found = by_id_.the_only(now.id);
    for (std::size_t shared = 0; shared < kShared.size() && !found; ++shared)
      found = by_shared_[shared].the_only(traits(now, shared));
    if (!found && baseline_.size() == 1) found = 0;
    return found ? &baseline_[*found] : nullptr;
  }

 private:
  struct Shared {
    Counts model, prompt, axes;
  };
  static constexpr std::array kShared = {
      Shared{Counts::yes, Counts::yes, Counts::yes}, Shared{Counts::no, Counts::yes, Counts::yes},
      Shared{Counts::yes, Counts::no, Counts::yes}, Shared{Counts::yes, Counts::yes, Counts::no}};
  static Traits traits(const VariantSummary& variant, std::size_t shared) {
    return traits_of(variant, kShared[shared].model, kShared[shared].prompt, kShared[shared].axes);
  }

  const std::vector<Arm>& baseline_;
  Alike<std::string> by_id_;
  std::array<Alike<Traits>, kShared.size()> by_shared_;
};

bool names_anything(const Selector& selector) {
  return selector.model || selector.prompt || !selector.params.empty();
}

std::vector<Pairing::Pair> successions(const std::vector<Arm>& baseline,
                                       const std::vector<Arm>& candidate) {
  const Predecessors predecessors(baseline);
  std::vector<Pairing::Pair> pairs;
  for (const Arm& now : candidate) {
    if (const Arm* was = predecessors.of(now.variant)) pairs.push_back({was, &now});
  }
  return pairs;
}

std::vector<Pairing::Pair> pairs_beside(const std::vector<Arm>& baseline, const Selector& x,
                                        const std::vector<Arm>& candidate, const Selector& y) {
  Alike<Traits> alike;
  for (std::size_t i = 0; i < baseline.size(); ++i)
    alike.add(traits_beside(x, y, baseline[i].variant), i);
  std::vector<Pairing::Pair> pairs;
  for (const Arm& now : candidate) {
    for (const std::size_t i : alike.of(traits_beside(x, y, now.variant))) {
      if (baseline[i].name != now.name) pairs.push_back({&baseline[i], &now});
    }
  }
  return pairs;
}

}  // namespace

std::shared_ptr<const Arm> Arms::of(std::size_t variant) {
  std::shared_ptr<const Arm>& arm = arms_[variant];
  if (arm == nullptr) arm = std::make_shared<const Arm>(arm_of(report_, variant));
  return arm;
}

struct Partners::Index {
  Alike<Traits> same_model;
  Alike<Traits> any_model;
};

Partners::Partners(const Baseline& baseline)
    : index_(std::make_unique<Index>()), arms_(baseline.arms.size()), baseline_(baseline) {
  for (std::size_t i = 0; i < baseline.arms.size(); ++i) {
    const VariantSummary& variant = baseline.arms[i].variant;
    index_->same_model.add(traits_of(variant, Counts::yes, Counts::yes, Counts::yes), i);
    index_->any_model.add(traits_of(variant, Counts::no, Counts::yes, Counts::yes), i);
  }
}

Partners::~Partners() = default;

std::shared_ptr<const Arm> Partners::of(const VariantSummary& candidate) {
  std::optional<std::size_t> found =
      index_->same_model.the_only(traits_of(candidate, Counts::yes, Counts::yes, Counts::yes));
  if (!found) {
    found = index_->any_model.the_only(traits_of(candidate, Counts::no, Counts::yes, Counts::yes));
  }
  if (!found && baseline_.arms.size() == 1) found = 0;
  if (!found) return nullptr;
  std::shared_ptr<const Arm>& arm = arms_[*found];
  if (arm == nullptr) arm = std::make_shared<const Arm>(baseline_.arms[*found]);
  return arm;
}

Pairing pair_arms(const std::vector<Arm>& baseline, const Selector& named_baseline,
                  const std::vector<Arm>& candidate, const Selector& named_candidate) {
  Pairing pairing;
  if (baseline.size() == 1 && candidate.size() == 1) {
    pairing.pairs.push_back({&baseline[0], &candidate[0]});
    return pairing;
  }
  pairing.pairs = names_anything(named_baseline) || names_anything(named_candidate)
                      ? pairs_beside(baseline, named_baseline, candidate, named_candidate)
                      : successions(baseline, candidate);
  std::unordered_set<const Arm*> paired;
  for (const Pairing::Pair& pair : pairing.pairs) paired.insert({pair.baseline, pair.candidate});
  for (const std::vector<Arm>* side : {&baseline, &candidate}) {
    for (const Arm& arm : *side) {
      if (!paired.contains(&arm)) pairing.alone.push_back(&arm);
    }
  }
  return pairing;
}

Partners& Arms::partners_in(const Baseline& baseline) {
  std::unique_ptr<Partners>& partners = partners_[&baseline];
  if (partners == nullptr) partners = std::make_unique<Partners>(baseline);
  return *partners;
}

std::vector<ArmPair> pairs_of(const Gate& gate, Arms& arms,
                              const std::vector<Baseline>& baselines) {
  const std::vector<VariantSummary>& variants = arms.report().variants;
  std::vector<std::size_t> candidates;
  for (std::size_t c = 0; c < variants.size(); ++c) {
    if (matches(gate.candidate, variants[c])) candidates.push_back(c);
  }
  std::vector<ArmPair> pairs;
  if (!gate.baseline->stored.empty()) {
    const auto stored = std::find_if(baselines.begin(), baselines.end(), [&](const Baseline& each) {
      return each.name == gate.baseline->stored;
    });
    for (const std::size_t c : candidates) {
      pairs.push_back(
          {stored == baselines.end() ? nullptr : arms.partners_in(*stored).of(variants[c]),
           arms.of(c)});
    }
    return pairs;
  }
  const Selector& named = gate.baseline->selector;
  Alike<Traits> alike;
  for (std::size_t b = 0; b < variants.size(); ++b) {
    if (matches(named, variants[b]))
      alike.add(traits_beside(named, gate.candidate, variants[b]), b);
  }
  for (const std::size_t c : candidates) {
    for (const std::size_t b : alike.of(traits_beside(named, gate.candidate, variants[c]))) {
      if (b != c) pairs.push_back({arms.of(b), arms.of(c)});
    }
  }
  return pairs;
}

}  // namespace assay
