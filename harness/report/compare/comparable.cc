#include "harness/report/compare/comparable.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>

#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "harness/report/metric.h"

namespace assay {
namespace {

using CasesById = std::unordered_map<std::string_view, const ArmCase*>;

CasesById by_id(const Arm& arm) {
  CasesById cases;
  for (const ArmCase& of : arm.cases) cases.emplace(of.id, &of);
  return cases;
}

// "france, spain and 3 more"
std::string named(const std::vector<std::string>& names) {
  std::vector<std::string> shown;
  for (const std::string& name : names) {
    if (shown.size() < kMostNamed) shown.push_back(excerpt(name, 60));
  }
  const std::size_t more = names.size() - shown.size();
  return join(shown, ", ") + (more > 0 ? fmt::format(" and {} more", more) : "");
}

class Differences {
 public:
  void add(DifferenceKind kind, std::string text) {
    ASSAY_MARK("compare.differs");
    all_.push_back({kind, std::move(text)});
  }
  // "2 cases with another question: france, spain"
  void add_cases(DifferenceKind kind, const std::vector<std::string>& ids, std::string_view what) {
    if (ids.empty()) return;
    add(kind,
        fmt::format("{} case{} {}: {}", ids.size(), ids.size() == 1 ? "" : "s", what, named(ids)));
  }
  std::vector<Difference> take() {
    std::stable_sort(all_.begin(), all_.end(),
                     [](const Difference& a, const Difference& b) { return a.kind < b.kind; });
    return std::move(all_);
  }

 private:
  std::vector<Difference> all_;
};

// Variables that templates use and one side's cases alone have.
class LoneVariables {
 public:
  LoneVariables(const Arm& baseline, const Arm& candidate)
      : baseline_(baseline), candidate_(candidate) {}

  void add(const ArmCase& was, const ArmCase& now) {
    if (was.content == now.content || was.parts == nullptr || now.parts == nullptr) return;
    take(*was.parts, *now.parts, gone_);
    take(*now.parts, *was.parts, added_);
  }
  void tell(Differences& differences) const {
    tell(added_, candidate_, differences);
    tell(gone_, baseline_, differences);
  }

 private:
  bool is_used(const std::string& variable) const {
    return baseline_.asked.uses(variable) || candidate_.asked.uses(variable) ||
           baseline_.expected.uses(variable) || candidate_.expected.uses(variable);
  }
  void take(const CaseParts& of, const CaseParts& other, std::set<std::string>& only) const {
    for (const auto& [name, hash] : of.variables) {
      if (!other.variables.contains(name) && is_used(name)) only.insert(name);
    }
  }
  static void tell(const std::set<std::string>& names, const Arm& arm, Differences& differences) {
    if (names.empty()) return;
    differences.add(DifferenceKind::variables,
                    fmt::format("case variables only in {}: {}", arm.name,
                                named({names.begin(), names.end()})));
  }

  const Arm& baseline_;
  const Arm& candidate_;
  std::set<std::string> added_;
  std::set<std::string> gone_;
};

void compare_cases(const Arm& baseline, const Arm& candidate, Differences& differences) {
  const CasesById before = by_id(baseline);
  const CasesById now = by_id(candidate);
  std::vector<std::string> question, other, expectations, added, gone;
  LoneVariables variables(baseline, candidate);
  bool is_unknown = false;
  for (const ArmCase& of : candidate.cases) {
    const auto found = before.find(of.id);
    if (found == before.end()) {
      added.push_back(of.id);
      continue;
    }
    const ArmCase& was = *found->second;
    const Likeness likeness = likeness_of(baseline, was, candidate, of);
    if (likeness == Likeness::unknown) is_unknown = true;
    if (likeness == Likeness::other_question) question.push_back(of.id);
    if (likeness == Likeness::other) other.push_back(of.id);
    if (likeness == Likeness::other_expectations) expectations.push_back(of.id);
    variables.add(was, of);
  }
  for (const ArmCase& of : baseline.cases) {
    if (!now.contains(of.id)) gone.push_back(of.id);
  }
  differences.add_cases(DifferenceKind::question, question, "with another question (variables)");
  differences.add_cases(DifferenceKind::question, other, "with other variables or expectations");
  differences.add_cases(DifferenceKind::expectations, expectations, "with other expectations");
  differences.add_cases(DifferenceKind::added, added, "only in " + candidate.name);
  differences.add_cases(DifferenceKind::gone, gone, "only in " + baseline.name);
  variables.tell(differences);
  if (is_unknown && baseline.suite_hash != candidate.suite_hash) {
    differences.add(DifferenceKind::question,
                    "the suite changed, and one side was recorded without hashes of its cases");
  }
}

std::string model_text(const VariantSummary& variant) {
  const std::string id = variant.provider + ":" + variant.model_id;
  return variant.model == variant.model_id || variant.model == id
             ? id
             : fmt::format("{} ({})", variant.model, id);
}

// "temperature", or of `extra` "extra.thinking"; null where it is not set.
Json parameter_at(const Params& params, std::string_view name) {
  constexpr std::string_view kExtra = "extra.";
  const bool is_extra = name.starts_with(kExtra);
  const auto found = params.find(is_extra ? "extra" : name);
  if (found == params.end()) return nullptr;
  if (!is_extra) return found->second;
  if (!found->second.is_object()) return nullptr;
  return found->second.value(std::string(name.substr(kExtra.size())), Json());
}

// Settings that a side has in name only: its model was asked without.
void compare_dropped(const Arm& baseline, const Arm& candidate, Differences& differences) {
  const VariantSummary& before = baseline.variant;
  const VariantSummary& now = candidate.variant;
  std::set<std::string> names(before.dropped.begin(), before.dropped.end());
  names.insert(now.dropped.begin(), now.dropped.end());
  for (const std::string& name : names) {
    if (parameter_at(before.params, name) == parameter_at(now.params, name)) continue;
    std::vector<std::string> sides;
    for (const Arm* const arm : {&baseline, &candidate})
      if (std::ranges::count(arm->variant.dropped, name) > 0) sides.push_back(arm->name);
    differences.add(DifferenceKind::dropped,
                    fmt::format("{} tells nothing: {} {} asked without it, since the model "
                                "refuses it",
                                name, join(sides, " and "), sides.size() > 1 ? "were" : "was"));
  }
}

void compare_params(const Params& before, const Params& now, Differences& differences) {
  std::set<std::string> names;
  for (const Params* params : {&before, &now})
    for (const auto& [name, value] : *params) names.insert(name);
  const auto shown = [](const Params& params, const std::string& name) {
    const auto found = params.find(name);
    return found == params.end() ? "not set" : excerpt(parameter_text(found->second), 60);
  };
  for (const std::string& name : names) {
    const auto a = before.find(name);
    const auto b = now.find(name);
    if (a != before.end() && b != now.end() && a->second == b->second) continue;
    differences.add(DifferenceKind::parameters,
                    fmt::format("{}: {} -> {}", name, shown(before, name), shown(now, name)));
  }
}

void compare_variants(const Arm& baseline, const Arm& candidate, Differences& differences) {
  const VariantSummary& before = baseline.variant;
  const VariantSummary& now = candidate.variant;
  if (before.model_id != now.model_id || before.provider != now.provider) {
    differences.add(DifferenceKind::model,
                    fmt::format("model: {} -> {}", model_text(before), model_text(now)));
  }
  const bool are_known = !baseline.prompt_hash.empty() && !candidate.prompt_hash.empty();
  if (are_known && baseline.prompt_hash == candidate.prompt_hash) {
    // The same under another label.
  } else if (before.prompt != now.prompt) {
    differences.add(DifferenceKind::prompt,
                    fmt::format("prompt: {} -> {}", before.prompt, now.prompt));
  } else if (are_known) {
    differences.add(DifferenceKind::prompt, fmt::format("prompt '{}' was edited", now.prompt));
  }
  compare_params(sent_params(before), sent_params(now), differences);
  compare_dropped(baseline, candidate, differences);
}

// What to do about two yardsticks.
std::string rescoring_advice(const Arm& baseline) {
  if (!baseline.name.starts_with("stored:")) {
    return fmt::format(
        "assay score {} scores its stored replies as the suite does now, without a "
        "call",
        baseline.run);
  }
  return fmt::format(
      "accept the baseline anew from a run that was scored as the suite does now "
      "(assay score {}, if its Store is at hand)",
      baseline.run);
}

std::int64_t other_expectations(const Arm& baseline, const Arm& candidate) {
  const std::vector<CommonCase> common = common_cases(baseline, candidate);
  return std::count_if(common.begin(), common.end(), [&](const CommonCase& pair) {
    return likeness_of(baseline, baseline.cases[pair.baseline], candidate,
                       candidate.cases[pair.candidate]) == Likeness::other_expectations;
  });
}

// No word on a rate of which one side's cases were marked by another key.
void withhold_words(std::int64_t cases, Comparison& comparison) {
  for (MetricComparison& metric : comparison.metrics) {
    if (!is_judged(metric.metric)) continue;
    metric.standing = Standing::inconclusive;
    metric.further = {};
    metric.reason = fmt::format(
        "two measures: {} of {} cases have other expectations on the two "
        "sides, so this change may be theirs ({})",
        cases, comparison.cases, metric.reason);
  }
}

}  // namespace

bool is_no_pair(DifferenceKind kind) {
  return kind == DifferenceKind::question;
}

bool refuses_gate(DifferenceKind kind) {
  return is_no_pair(kind) || kind == DifferenceKind::suite || kind == DifferenceKind::added ||
         kind == DifferenceKind::expectations;
}

std::vector<Difference> differences_of(const Arm& baseline, const Arm& candidate) {
  Differences differences;
  if (baseline.suite != candidate.suite) {
    differences.add(DifferenceKind::suite,
                    fmt::format("{} is of suite '{}', {} of suite '{}'", baseline.name,
                                baseline.suite, candidate.name, candidate.suite));
  }
  compare_variants(baseline, candidate, differences);
  compare_cases(baseline, candidate, differences);
  return differences.take();
}

void name_differences(const Arm& baseline, const Arm& candidate,
                      std::vector<Difference> differences, Yardsticks accepted,
                      Comparison& comparison) {
  for (const Difference& each : differences) {
    if (each.kind == DifferenceKind::expectations) {
      comparison.notes.insert(
          comparison.notes.begin(),
          fmt::format("TWO MEASURES: pass_rate and score were not measured alike; {}; {}",
                      rescoring_advice(baseline), each.text));
    } else if (!is_chosen(each.kind)) {
      comparison.notes.push_back(each.text);
    }
  }
  comparison.differences = std::move(differences);
  const std::int64_t others = other_expectations(baseline, candidate);
  if (others > 0 && accepted == Yardsticks::one) withhold_words(others, comparison);
}

}  // namespace assay
