// One side of a comparison: what one variant did, case by case, whether it comes
// from a run or from a baseline file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/report/metric.h"
#include "harness/report/quantity.h"
#include "harness/report/report.h"

namespace assay {

struct ArmCase {
  std::string id;
  std::string content;  // hash of variables and expectations (fingerprint.h); "" unknown
  std::shared_ptr<const CaseParts> parts;  // the same, told apart; null: unknown
  CaseVariant counts;
  std::vector<std::optional<double>> means;     // over repeats, of each of compared_quantities()
  std::map<std::string, std::string> clusters;  // variable -> value
  std::shared_ptr<const Reply> reply;           // the first that failed, or the first
  // Of a case that was asked once: whether judges decide it, and whether people, in their
  // place, would have it pass.
  bool is_by_judges = false;
  std::optional<bool> label = {};
  std::optional<double> mark = {};  // and the score that people would give it
  // By name, of the own metrics that the case has; as in CaseSummary::own.
  std::map<std::string, CaseVariant, std::less<>> own = {};
};

struct Arm {
  std::string name;
  std::string run;
  std::string suite;
  std::string suite_hash;
  std::string prompt_hash;  // of the templates; "" unknown
  UsedVariables asked;      // by the prompt
  UsedVariables expected;   // by the expectations of its run's cases
  VariantSummary variant;   // its identity; totals are not kept in baselines
  std::int64_t repeats = 1;
  std::uint64_t seed = 0;
  double lag_ms = 0;  // how late the machine that asked was, at p99
  bool simulated = false;
  bool complete = true;  // whether its run has an outcome of every cell it should
  std::vector<ArmCase> cases;
};

std::vector<CaseVariant> counts_of(const Arm& arm);
// The case's cells as the metric sees them: all, or those that have it; nothing where none
// has. Requires a metric of verdicts.
std::optional<CaseVariant> counts_of(const ArmCase& of, const MetricRow& metric);
// Its cells that ended without what the metric is about.
UnknownCells unknown_of(const ArmCase& of, const MetricRow& metric);
// Names of the own metrics that any case has, sorted.
std::vector<std::string> own_metrics_of(const Arm& arm);
// Over the case's repeats; nothing where none has it.
std::optional<double> mean_of(const ArmCase& of, const Quantity& quantity);

// A variant of a report. Requires a variant in range.
Arm arm_of(const Report& report, std::size_t variant);

// What two cases of one id have in common, as far as their hashes tell.
enum class Likeness {
  same,
  unknown,             // one side kept no hashes
  other_expectations,  // the same question, scored in another way
  other_question,
  other,  // one of the two: a side that did not tell them apart
};
Likeness likeness_of(const Arm& baseline, const ArmCase& of_baseline, const Arm& candidate,
                     const ArmCase& of_candidate);

// Where the same case stands in the two arms. A case whose question is known, or
// must be taken, to differ is not the same.
struct CommonCase {
  std::size_t baseline = 0;
  std::size_t candidate = 0;
};
std::vector<CommonCase> common_cases(const Arm& baseline, const Arm& candidate);

}  // namespace assay
