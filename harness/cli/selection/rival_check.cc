#include "harness/cli/selection/rival_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/cli/selection/judge_calls.h"
#include "harness/cli/selection/named_selector.h"
#include "harness/report/selector.h"
#include "harness/score/judged.h"
#include "harness/suite/selector.h"

namespace assay {
namespace {

std::vector<std::string> ids_of(const std::vector<ManifestVariant>& variants) {
  std::vector<std::string> ids;
  for (const ManifestVariant& variant : variants) ids.push_back(variant.id);
  return ids;
}

// Of the whole suite, whatever the command line selects.
Result<std::vector<ManifestVariant>> variants_of_suite(const Plan& plan) {
  ASSAY_TRY(const Plan whole, make_plan(*plan.suite, Filter(), Shard(), plan.seed));
  return variants_of(whole);
}

class RivalCheck {
 public:
  explicit RivalCheck(const Plan& plan) : plan_(plan) {}

  Result<void> check(const PreferUse& use) {
    if (checked_.end() != std::find(checked_.begin(), checked_.end(), use.over)) return {};
    checked_.push_back(use.over);
    if (suite_.empty()) {
      ASSAY_TRY(suite_, variants_of_suite(plan_));
    }
    const std::string where =
        fmt::format("{}:{}:{}: ", use.where.file, use.where.line, use.where.column);
    const Result<std::size_t> place = variant_over(use.over, suite_);
    if (!place) return usage_error(where + "'prefer': " + place.error().message);
    const std::string& id = suite_[*place].id;
    if (suite_.size() == 1)
      return usage_error(
          fmt::format("{}'prefer' compares with the answers of '{}', and there is no other variant",
                      where, id));
    if (std::any_of(plan_.variants.begin(), plan_.variants.end(),
                    [&](const Variant& variant) { return variant.id == id; }))
      return {};
    return usage_error(fmt::format(
        "{}'prefer' compares with the answers of '{}', and --model or --prompt leaves that variant "
        "out: select it, too",
        where, id));
  }

 private:
  const Plan& plan_;
  std::vector<ManifestVariant> suite_;
  std::vector<Selector> checked_;
};

}  // namespace

Result<std::size_t> variant_over(const Selector& over,
                                 const std::vector<ManifestVariant>& variants) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < variants.size(); ++i)
    if (matches(over, variants[i])) found.push_back(i);
  if (found.size() == 1) return found.front();
  if (found.empty())
    return usage_error(fmt::format("'over' ({}) fits no variant; there are {}", selector_text(over),
                                   listed(ids_of(variants))));
  std::vector<ManifestVariant> fitting;
  for (const std::size_t i : found) fitting.push_back(variants[i]);
  return usage_error(
      fmt::format("'over' ({}) fits {} variants, and an answer is compared with one: "
                  "{}; say more of it",
                  selector_text(over), found.size(), listed(ids_of(fitting))));
}

Result<void> check_rivals(const Plan& plan) {
  if (plan.variants.empty()) return {};
  RivalCheck check(plan);
  std::set<const Expectations*> seen;
  for (const std::size_t index : plan.cases) {
    for (const Expectations* list : expectations_of(plan.suite->cases[index])) {
      if (!seen.insert(list).second) continue;
      for (const PreferUse& use : prefer_uses(*list)) ASSAY_CHECK(check.check(use));
    }
  }
  return {};
}

}  // namespace assay
