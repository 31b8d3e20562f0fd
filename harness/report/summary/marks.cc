#include "harness/report/summary/marks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/base/count_text.h"
#include "harness/base/text.h"
#include "harness/report/cells_of.h"
#include "harness/report/summary/labels.h"
#include "harness/stats/labelled_mean.h"
#include "harness/stats/mean.h"
#include "harness/stats/square.h"

namespace assay {
namespace {

// A sample so far from all answers is not from them: two-sided, one in a thousand.
constexpr double kFarAway = 3.29;
// Of a kind with fewer nothing is asked.
constexpr std::size_t kFewestOfAKind = 5;

// The one part that a cell's score is, where it is one and a judge's.
const ScorePart* judged_part(const ReportCell& cell) {
  const ScorePart* only = nullptr;
  for (const ScorePart& part : cell.parts) {
    if (part.weight <= 0) continue;
    if (only != nullptr) return nullptr;
    only = &part;
  }
  return only != nullptr && takes_labels(*only) ? only : nullptr;
}

// What is known of one variant's scores.
struct Scores {
  std::vector<double> judge;     // of all answers
  std::vector<double> labelled;  // of those that have a mark
  std::map<double, std::vector<double>> by_weight;
  std::set<double> weights_of_passed;
  std::set<double> weights_of_failed;
  std::int64_t sides = 0;  // labels that say on which side, and have no mark
  bool is_judged = false;
  bool is_of_one = true;       // every score is a judge's alone
  bool is_of_verdicts = true;  // every score is 1 of a pass and 0 of a fail, by people too
};

void add_label(const ReportCell& cell, const ScorePart& part, Scores& scores) {
  if (!part.label_value) {
    if (part.label) ++scores.sides;
    return;
  }
  scores.labelled.push_back(*cell.score);
  scores.by_weight[part.label_weight].push_back(*cell.score);
  const bool is_passed = part.verdict == Verdict::pass;
  (is_passed ? scores.weights_of_passed : scores.weights_of_failed).insert(part.label_weight);
}

void add(const ReportCell& cell, Scores& scores) {
  if (!cell.score) return;
  scores.judge.push_back(*cell.score);
  const double of_verdict = cell.verdict == Verdict::pass ? 1 : 0;
  scores.is_of_verdicts = scores.is_of_verdicts && *cell.score == of_verdict;
  const ScorePart* const part = judged_part(cell);
  scores.is_of_one = scores.is_of_one && part != nullptr;
  for (const ScorePart& each : cell.parts) {
    if (each.weight <= 0 || !takes_labels(each)) continue;
    scores.is_judged = true;
    if (each.label && each.label_value != (*each.label ? 1 : 0)) scores.is_of_verdicts = false;
    if (part == nullptr && each.label) ++scores.sides;
  }
  if (part != nullptr) add_label(cell, *part, scores);
}

// Passes that weigh what fails never do: each verdict was chosen from by itself.
bool is_picked_by_verdict(const Scores& scores) {
  const std::set<double>& passed = scores.weights_of_passed;
  const std::set<double>& failed = scores.weights_of_failed;
  if (passed.empty() || failed.empty()) return false;
  return std::none_of(passed.begin(), passed.end(),
                      [&](double weight) { return failed.contains(weight); });
}

// How many standard errors the mean of some lies from that of all that they were chosen from.
double distance(const std::vector<double>& some, const std::vector<double>& all) {
  if (some.size() < kFewestOfAKind || some.size() >= all.size()) return 0;
  const auto n = static_cast<double>(some.size());
  const double left = 1 - n / static_cast<double>(all.size());
  const double error = std::sqrt(variance(all).value_or(0) / n * left);
  return error > 0 ? std::abs(*mean(some) - *mean(all)) / error : 0;
}

// What the judge gave on average those that were not chosen by chance: of all labelled answers,
// or of those of one weight, which were chosen together. Nothing where chance explains them.
std::optional<double> mean_of_picked(const Scores& scores) {
  if (distance(scores.labelled, scores.judge) > kFarAway) return mean(scores.labelled);
  for (const auto& [weight, some] : scores.by_weight)
    if (distance(some, scores.judge) > kFarAway) return mean(some);
  return std::nullopt;
}

// "" where marks correct it.
std::string why_not(const Scores& scores, std::int64_t repeats) {
  const auto marks = static_cast<std::int64_t>(scores.labelled.size());
  if (marks + scores.sides == 0) return "";
  if (!scores.is_of_one) return "labels correct no score of several expectations";
  if (repeats > 1) return "labels correct no score of cases that were asked more than once";
  if (marks == 0) return "labels that say pass or fail correct no score: it takes marks";
  if (marks < kFewestMarks)
    return fmt::format("{} correct{} no score, {} do", counted(marks, "mark"),
                       marks == 1 ? "s" : "", kFewestMarks);
  if (is_picked_by_verdict(scores))
    return "labels that were picked by verdict correct no score: --by random";
  if (const std::optional<double> picked = mean_of_picked(scores))
    return fmt::format(
        "labels of answers that are no random sample correct no score: the judge gave some of them "
        "{} on average, and all {}",
        format_fixed(*picked, 3), format_fixed(*mean(scores.judge), 3));
  return "";
}

ScoreLabels score_labels_of(const Scores& scores, const VariantLabels& labels,
                            std::int64_t repeats) {
  ScoreLabels result{.is_judged = scores.is_judged};
  if (!scores.is_judged) return result;
  if (scores.is_of_verdicts) {
    result.count = labels.count;
    if (labels.correct()) result.by = ScoreLabels::By::verdicts;
    if (labels.count > 0 && !labels.correct())
      result.why_not = counted(labels.count, "label") + " correct nothing, " +
                       std::to_string(kFewestLabels) + " do";
    return result;
  }
  result.count = static_cast<std::int64_t>(scores.labelled.size());
  result.why_not = why_not(scores, repeats);
  if (result.why_not.empty() && result.count > 0) result.by = ScoreLabels::By::marks;
  return result;
}

}  // namespace

void take_marks(Report& report) {
  if (report.judges.empty()) return;
  for (ReportCell& cell : report.cells) {
    const ScorePart* const part = cell.score ? judged_part(cell) : nullptr;
    if (part != nullptr) cell.mark = part->label_value;
  }
  for (std::size_t i = 0; i < report.variants.size(); ++i) {
    Scores scores;
    each_cell_of(report.cells, i, [&](const ReportCell& cell) { add(cell, scores); });
    VariantSummary& variant = report.variants[i];
    variant.score_labels = score_labels_of(scores, variant.labels, report.run.repeats);
  }
}

}  // namespace assay
