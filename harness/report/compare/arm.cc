#include "harness/report/compare/arm.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>

#include "harness/report/cells_of.h"
#include "harness/report/metric.h"

namespace assay {
namespace {

// The mean of what is known.
class RunningMean {
 public:
  void add(std::optional<double> value) {
    if (!value) return;
    sum_ += *value;
    ++n_;
  }
  std::optional<double> value() const {
    return n_ > 0 ? std::optional(sum_ / static_cast<double>(n_)) : std::nullopt;
  }

 private:
  double sum_ = 0;
  std::int64_t n_ = 0;
};

struct CaseMeans {
  std::vector<RunningMean> means = std::vector<RunningMean>(compared_quantities().size());
  bool has_failed = false;

  void add(const ReportCell& cell, ArmCase& of) {
    for (std::size_t i = 0; i < means.size(); ++i) means[i].add(compared_quantities()[i]->of(cell));
    of.is_by_judges = cell.is_by_judges;
    of.label = cell.label;
    of.mark = cell.mark;
    const bool fails = cell.verdict == Verdict::fail;
    if (cell.reply != nullptr && (of.reply == nullptr || (fails && !has_failed))) {
      of.reply = cell.reply;
      has_failed = fails;
    }
  }
};

std::string prompt_hash_of(const Report& report, const std::string& prompt) {
  const auto found = report.prompt_hashes.find(prompt);
  return found == report.prompt_hashes.end() ? std::string() : found->second;
}

}  // namespace

std::vector<CaseVariant> counts_of(const Arm& arm) {
  std::vector<CaseVariant> counts;
  for (const ArmCase& of : arm.cases) counts.push_back(of.counts);
  return counts;
}

std::optional<CaseVariant> counts_of(const ArmCase& of, const MetricRow& metric) {
  if (metric.own.empty()) return of.counts;
  const auto found = of.own.find(metric.own);
  return found == of.own.end() ? std::nullopt : std::optional(found->second);
}

UnknownCells unknown_of(const ArmCase& of, const MetricRow& metric) {
  if (metric.quantity != nullptr) return {of.counts.errors, of.counts.waiting, of.counts.all()};
  const std::optional<CaseVariant> counts = counts_of(of, metric);
  return counts ? unknown_cells(metric, *counts) : UnknownCells();
}

std::vector<std::string> own_metrics_of(const Arm& arm) {
  std::set<std::string> names;
  for (const ArmCase& of : arm.cases)
    for (const auto& [name, counts] : of.own) names.insert(name);
  return {names.begin(), names.end()};
}

std::optional<double> mean_of(const ArmCase& of, const Quantity& quantity) {
  const auto quantities = compared_quantities();
  const auto found = std::find(quantities.begin(), quantities.end(), &quantity);
  const auto index = static_cast<std::size_t>(found - quantities.begin());
  return index < of.means.size() ? of.means[index] : std::nullopt;
}

Arm arm_of(const Report& report, std::size_t variant) {
  Arm arm;
  arm.variant = report.variants[variant];
  arm.name = arm.variant.id;
  arm.run = report.run.id;
  arm.suite = report.run.suite;
  arm.suite_hash = report.run.suite_hash;
  arm.prompt_hash = prompt_hash_of(report, arm.variant.prompt);
  if (const auto found = report.prompt_variables.find(arm.variant.prompt);
      found != report.prompt_variables.end()) {
    arm.asked = found->second;
  }
  arm.expected = report.expectation_variables;
  arm.repeats = report.run.repeats;
  arm.seed = report.run.seed;
  arm.lag_ms = report.run.client.loop_lag_p99_ms.value_or(0);
  arm.simulated = report.run.simulated;
  arm.complete = report.run.complete;
  std::vector<CaseMeans> means(report.cases.size());
  for (const CaseSummary& summary : report.cases) {
    ArmCase& of = arm.cases.emplace_back();
    of.id = summary.id;
    of.content = summary.content;
    of.parts = summary.parts;
    of.counts = summary.variants[variant];
    of.clusters = summary.clusters;
    for (std::size_t i = 0; i < summary.own.size(); ++i)
      if (!summary.own[i].empty()) of.own[report.own_metrics[i]] = summary.own[i][variant];
  }
  each_cell_of(report.cells, variant, [&](const ReportCell& cell) {
    means[cell.id.case_index].add(cell, arm.cases[cell.id.case_index]);
  });
  for (std::size_t i = 0; i < arm.cases.size(); ++i)
    for (const RunningMean& mean : means[i].means) arm.cases[i].means.push_back(mean.value());
  return arm;
}

Likeness likeness_of(const Arm& baseline, const ArmCase& of_baseline, const Arm& candidate,
                     const ArmCase& of_candidate) {
  if (of_baseline.content.empty() || of_candidate.content.empty()) return Likeness::unknown;
  if (of_baseline.content == of_candidate.content) return Likeness::same;
  if (of_baseline.parts == nullptr || of_candidate.parts == nullptr) return Likeness::other;
  const CaseParts& before = *of_baseline.parts;
  const CaseParts& now = *of_candidate.parts;
  if (!ask_the_same(before, baseline.asked, now, candidate.asked)) return Likeness::other_question;
  return expect_the_same(before, baseline.expected, now, candidate.expected)
             ? Likeness::same
             : Likeness::other_expectations;
}

std::vector<CommonCase> common_cases(const Arm& baseline, const Arm& candidate) {
  std::unordered_map<std::string_view, std::size_t> index;
  for (std::size_t i = 0; i < baseline.cases.size(); ++i) index.emplace(baseline.cases[i].id, i);
  std::vector<CommonCase> common;
  for (std::size_t i = 0; i < candidate.cases.size(); ++i) {
    const ArmCase& of = candidate.cases[i];
    const auto found = index.find(of.id);
    if (found == index.end()) continue;
    switch (likeness_of(baseline, baseline.cases[found->second], candidate, of)) {
      case Likeness::same:
      case Likeness::unknown:
      case Likeness::other_expectations:
        common.push_back({found->second, i});
        break;
      case Likeness::other_question:
      case Likeness::other:
        break;
    }
  }
  return common;
}

}  // namespace assay
