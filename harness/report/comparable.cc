#include "harness/report/comparable.h"

#include <fmt/format.h>

#include <string_view>
#include <unordered_map>

#include "harness/base/text.h"

namespace assay {
namespace {

using CasesById = std::unordered_map<std::string_view, const ArmCase*>;

CasesById by_id(const Arm& arm) {
  CasesById cases;
  for (const ArmCase& of : arm.cases) cases.emplace(of.id, &of);
  return cases;
}

// "2 cases changed since the baseline: france, spain"
void report(const std::vector<std::string>& names, std::string_view what,
            std::vector<std::string>& differences) {
  if (names.empty()) return;
  std::vector<std::string> shown;
  for (const std::string& name : names) {
    if (shown.size() < kMostNamed) shown.push_back(excerpt(name, 60));
  }
  const std::size_t more = names.size() - shown.size();
  differences.push_back(fmt::format("{} case{} {}: {}{}", names.size(),
                                    names.size() == 1 ? "" : "s", what, join(shown, ", "),
                                    more > 0 ? fmt::format(" and {} more", more) : ""));
}

void compare_cases(const Arm& baseline, const Arm& candidate, Differences& differences) {
  const CasesById before = by_id(baseline);
  const CasesById now = by_id(candidate);
  std::vector<std::string> changed;
  std::vector<std::string> added;
  std::vector<std::string> gone;
  bool is_unknown = false;
  for (const ArmCase& of : candidate.cases) {
    const auto found = before.find(of.id);
    if (found == before.end()) {
      added.push_back(of.id);
    } else if (of.content.empty() || found->second->content.empty()) {
      is_unknown = true;
    } else if (of.content != found->second->content) {
      changed.push_back(of.id);
    }
  }
  for (const ArmCase& of : baseline.cases) {
    if (!now.contains(of.id)) gone.push_back(of.id);
  }
  report(changed, "with other variables or expectations", differences.cases);
  report(added, "only in " + candidate.name, differences.cases);
  report(gone, "only in " + baseline.name, differences.gone);
  if (is_unknown && baseline.suite_hash != candidate.suite_hash) {
    differences.cases.push_back(
        "the suite changed, and one side was recorded without hashes of its cases");
  }
}

}  // namespace

std::vector<std::string> Differences::all() const {
  std::vector<std::string> every;
  for (const auto* kind : {&suite, &cases, &gone, &prompt}) {
    every.insert(every.end(), kind->begin(), kind->end());
  }
  return every;
}

Differences differences_of(const Arm& baseline, const Arm& candidate) {
  Differences differences;
  if (baseline.suite != candidate.suite) {
    differences.suite.push_back(fmt::format("{} is of suite '{}', {} of suite '{}'", baseline.name,
                                            baseline.suite, candidate.name, candidate.suite));
  }
  compare_cases(baseline, candidate, differences);
  const bool same_label = baseline.variant.prompt == candidate.variant.prompt;
  if (same_label && !baseline.prompt_hash.empty() && !candidate.prompt_hash.empty() &&
      baseline.prompt_hash != candidate.prompt_hash) {
    differences.prompt.push_back(
        fmt::format("prompt '{}' is not the same", candidate.variant.prompt));
  }
  return differences;
}

}  // namespace assay
