#include "harness/report/summary/labels.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/report/rates.h"
#include "harness/score/verdict_rule.h"

namespace assay {
namespace {

// The answers of one verdict. Those that judges decide stand for each other, and people label
// a sample of them; whatever decided the others, people would not change it.
class Stratum {
 public:
  void add_certain() { ++certain_; }
  void add_judged() { ++judged_; }
  // Each answer to a question once, however many cells have it.
  void add_label(const ReportCell& cell, bool passed, double weight) {
    const auto [place, is_new] =
        seen_.try_emplace({cell.id.case_index, cell.reply->answer}, passed, 0.0);
    place->second.second += weight;
  }

  std::int64_t count() const { return static_cast<std::int64_t>(seen_.size()); }
  // `verdict`: of all of these answers, as it was found. Nothing is known where none of those
  // that judges decided has a label.
  StratumLabels labels(bool verdict) const {
    if (seen_.empty() && judged_ > 0) return {};
    double sum = 0;
    for (const auto& [answer, label] : seen_) sum += label.second;
    std::vector<double> passed;
    std::vector<double> failed;
    for (const auto& [answer, label] : seen_)
      (label.first ? passed : failed).push_back(label.second * judged_ / sum);
    std::vector<double>& certain = verdict ? passed : failed;
    certain.insert(certain.end(), certain_, 1.0);
    return weighted_labels(passed, failed).value_or(StratumLabels());
  }

 private:
  std::size_t certain_ = 0;
  double judged_ = 0;
  // By case and answer: the label, and what it weighs.
  std::map<std::pair<std::uint32_t, std::string_view>, std::pair<bool, double>> seen_;
};

struct Strata {
  Stratum passed;
  Stratum failed;

  Stratum& of(bool is_passed) { return is_passed ? passed : failed; }
  std::int64_t count() const { return passed.count() + failed.count(); }
};

bool is_decided(Verdict verdict) {
  return verdict == Verdict::pass || verdict == Verdict::fail;
}

// The cell's verdict with what `say` makes of the parts that asked judges; an error where that
// leaves it open.
template <class Say>
Verdict verdict_with(const PassRule& rule, const ReportCell& cell, const Say& say) {
  std::vector<ScorePart> parts = cell.parts;
  for (ScorePart& part : parts)
    if (takes_labels(part)) part.verdict = say(part);
  return decide(std::move(parts), rule).verdict;
}

// Where the verdict rests on values there is no label: people say yes or no.
void take_label(const PassRule& rule, ReportCell& cell) {
  if (rule.score || cell.reply == nullptr || !is_decided(cell.verdict)) return;
  cell.is_by_judges =
      !is_decided(verdict_with(rule, cell, [](const ScorePart&) { return Verdict::error; }));
  if (!cell.is_by_judges) return;
  const Verdict said = verdict_with(rule, cell, [](const ScorePart& part) {
    if (!part.label) return Verdict::error;
    return *part.label ? Verdict::pass : Verdict::fail;
  });
  if (!is_decided(said)) return;
  cell.label = said == Verdict::pass;
  cell.label_weight = 0;
  for (const ScorePart& part : cell.parts)
    if (part.label) cell.label_weight = std::max(cell.label_weight, part.label_weight);
}

Estimated estimated(const std::optional<Corrected>& value, std::int64_t n) {
  if (!value) return {{}, {}, {}, n};
  return {value->value, value->interval.low, value->interval.high, n};
}

// What a part says of the judge that it asked alone: whether that passed, and whether people
// would. Nothing of a group, whose verdict is not the judge's.
struct Marked {
  bool passed;
  std::optional<bool> label;
};
std::optional<Marked> marked_by(const JudgeSummary& judge, const ScorePart& part) {
  const bool is_negated = part.name == "not judge";
  if (part.judge != judge.name || !is_decided(part.verdict)) return std::nullopt;
  if (part.name != "judge" && !is_negated) return std::nullopt;
  Marked marked{(part.verdict == Verdict::pass) != is_negated, part.label};
  if (marked.label) marked.label = *marked.label != is_negated;
  return marked;
}

std::optional<JudgeSummary::Gold> gold_of(const JudgeSummary& judge, const Report& report) {
  JudgedRate rate;
  Strata strata;
  for (const ReportCell& cell : report.cells) {
    for (const ScorePart& part : cell.parts) {
      const std::optional<Marked> marked = marked_by(judge, part);
      if (!marked || cell.reply == nullptr) continue;
      ++(marked->passed ? rate.passed : rate.failed);
      Stratum& stratum = strata.of(marked->passed);
      stratum.add_judged();
      if (marked->label) stratum.add_label(cell, *marked->label, part.label_weight);
    }
  }
  const std::int64_t count = strata.count();
  if (count == 0) return std::nullopt;
  rate.labels_of_passed = strata.passed.labels(true);
  rate.labels_of_failed = strata.failed.labels(false);
  return JudgeSummary::Gold{count, estimated(judge_sensitivity(rate, kConfidence), count),
                            estimated(judge_specificity(rate, kConfidence), count),
                            estimated(judge_kappa(rate, kConfidence), count)};
}

}  // namespace

bool takes_labels(const ScorePart& part) {
  return !part.judge.empty() && part.name != "prefer" && part.name != "not prefer";
}

void take_labels(const PassRule& rule, Report& report) {
  if (report.judges.empty()) return;
  std::vector<Strata> strata(report.variants.size());
  for (ReportCell& cell : report.cells) {
    take_label(rule, cell);
    if (!is_decided(cell.verdict)) continue;
    Stratum& stratum = strata[cell.id.variant].of(cell.verdict == Verdict::pass);
    if (cell.is_by_judges)
      stratum.add_judged();
    else
      stratum.add_certain();
    if (cell.label) stratum.add_label(cell, *cell.label, cell.label_weight);
  }
  for (std::size_t i = 0; i < strata.size(); ++i) {
    report.variants[i].labels = {strata[i].passed.labels(true), strata[i].failed.labels(false),
                                 strata[i].count()};
  }
  for (JudgeSummary& judge : report.judges) judge.gold = gold_of(judge, report);
}

}  // namespace assay
