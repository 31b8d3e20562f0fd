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

// Labels of one stratum: each answer to a question once, however many cells have it.
class Stratum {
 public:
  void add(const ReportCell& cell, bool passed, double weight) {
    const auto [place, is_new] =
        seen_.try_emplace({cell.id.case_index, cell.reply->answer}, passed, 0.0);
    place->second.second += weight;
  }
  std::int64_t count() const { return static_cast<std::int64_t>(seen_.size()); }
  StratumLabels labels() const {
    std::vector<double> passed;
    std::vector<double> failed;
    for (const auto& [answer, label] : seen_)
      (label.first ? passed : failed).push_back(label.second);
    return weighted_labels(passed, failed).value_or(StratumLabels());
  }

 private:
  // By case and answer: the label, and what it weighs.
  std::map<std::pair<std::uint32_t, std::string_view>, std::pair<bool, double>> seen_;
};

struct Strata {
  Stratum passed;
  Stratum failed;

  void add(const ReportCell& cell, Verdict verdict, bool label, double weight) {
    if (verdict == Verdict::pass) passed.add(cell, label, weight);
    if (verdict == Verdict::fail) failed.add(cell, label, weight);
  }
};

bool is_decided(Verdict verdict) {
  return verdict == Verdict::pass || verdict == Verdict::fail;
}

// Nothing where some part asked a judge and no person, unless it decides nothing. Where the
// verdict rests on values there is none: people say yes or no.
void take_label(const PassRule& rule, ReportCell& cell) {
  if (rule.score || cell.reply == nullptr) return;
  bool is_labelled = false;
  std::vector<ScorePart> parts = cell.parts;
  for (ScorePart& part : parts) {
    if (part.judge.empty()) continue;
    is_labelled = is_labelled || part.label.has_value();
    cell.label_weight = std::max(cell.label_weight, part.label_weight);
    part.verdict = Verdict::error;
    if (part.label) part.verdict = *part.label ? Verdict::pass : Verdict::fail;
  }
  if (!is_labelled) return;
  const Verdict verdict = decide(std::move(parts), rule).verdict;
  if (is_decided(verdict)) cell.label = verdict == Verdict::pass;
}

Estimated estimated(const std::optional<Corrected>& value, std::int64_t n) {
  if (!value) return {{}, {}, {}, n};
  return {value->value, value->interval.low, value->interval.high, n};
}

// Of the parts that asked this judge and no other.
std::optional<JudgeSummary::Gold> gold_of(const JudgeSummary& judge, const Report& report) {
  JudgedRate rate;
  Strata strata;
  for (const ReportCell& cell : report.cells) {
    for (const ScorePart& part : cell.parts) {
      if (part.judge != judge.name || !is_decided(part.verdict)) continue;
      ++(part.verdict == Verdict::pass ? rate.passed : rate.failed);
      if (part.label && cell.reply != nullptr)
        strata.add(cell, part.verdict, *part.label, part.label_weight);
    }
  }
  const std::int64_t count = strata.passed.count() + strata.failed.count();
  if (count == 0) return std::nullopt;
  rate.labels_of_passed = strata.passed.labels();
  rate.labels_of_failed = strata.failed.labels();
  return JudgeSummary::Gold{count, estimated(judge_sensitivity(rate, kConfidence), count),
                            estimated(judge_specificity(rate, kConfidence), count),
                            estimated(judge_kappa(rate, kConfidence), count)};
}

}  // namespace

void take_labels(const PassRule& rule, Report& report) {
  if (report.judges.empty()) return;
  std::vector<Strata> strata(report.variants.size());
  for (ReportCell& cell : report.cells) {
    take_label(rule, cell);
    if (cell.label) strata[cell.id.variant].add(cell, cell.verdict, *cell.label, cell.label_weight);
  }
  for (std::size_t i = 0; i < strata.size(); ++i) {
    report.variants[i].labels = {strata[i].passed.labels(), strata[i].failed.labels(),
                                 strata[i].passed.count() + strata[i].failed.count()};
  }
  for (JudgeSummary& judge : report.judges) judge.gold = gold_of(judge, report);
}

}  // namespace assay
