#include "harness/report/summary/warnings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/count_text.h"
#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "harness/provider/refused_parameter.h"
#include "harness/report/corrected_rate.h"
#include "harness/report/corrected_score.h"
#include "harness/report/params_json.h"
#include "harness/report/percentile.h"
#include "harness/report/summary/canaries.h"
#include "harness/report/summary/schema.h"
#include "harness/suite/metric_shape.h"

namespace assay {
namespace {

std::int64_t sum(const Report& report, std::int64_t VariantSummary::*field) {
  std::int64_t total = 0;
  for (const VariantSummary& variant : report.variants) total += variant.*field;
  return total;
}

std::string early_text(const Report& report, std::int64_t cells) {
  const StoppedEarly& saved = *report.run.stopped_early;
  std::string text =
      fmt::format("the gates were decided after {} of {}: {} not asked", cells,
                  counted(static_cast<std::int64_t>(report.run.planned_cells), "planned cell"),
                  counted(saved.cells_saved, "cell"));
  if (saved.usd_saved) text += fmt::format(", about {} saved", usd_text(*saved.usd_saved));
  return text + "; the gates hold for that, the other intervals do not know why the run stopped";
}

void about_the_run(const Report& report, std::vector<std::string>& warnings) {
  if (!report.run.damage.empty()) warnings.push_back(damage_text(report.run));
  if (report.run.simulated) {
    warnings.emplace_back(kSimulatedWarning);
  }
  if (!report.run.imported.empty()) {
    warnings.push_back("the answers were made elsewhere and imported (" + report.run.imported +
                       "): tokens, times and costs are as they were told");
  }
  const std::int64_t cells = sum(report, &VariantSummary::cells);
  if (!report.run.complete) {
    const std::int64_t unjudged = std::ranges::count_if(report.cells, &ReportCell::is_unjudged);
    std::string text =
        fmt::format("the run is incomplete: {} of {} have an outcome", cells,
                    counted(static_cast<std::int64_t>(report.run.planned_cells), "planned cell"));
    if (unjudged > 0)
      text += fmt::format(", {} of them a reply that is not judged yet (unscored)", unjudged);
    warnings.push_back(std::move(text));
  }
  if (report.run.stopped_early) warnings.push_back(early_text(report, cells));
  if (report.run.possibly_billed > 0) {
    warnings.push_back(
        fmt::format("{} ended without an answer that was stored and may have been billed",
                    counted(static_cast<std::int64_t>(report.run.possibly_billed), "attempt")));
  }
}

void about_errors(const Report& report, std::vector<std::string>& warnings) {
  const std::int64_t errors = sum(report, &VariantSummary::errors);
  if (errors == 0) return;
  warnings.push_back(fmt::format("{} of {} left out of rates and scores: an error is not a score",
                                 counted(errors, "error"),
                                 counted(sum(report, &VariantSummary::cells), "cell")));
}

// Cells whose verdict holds whatever those parts said that could not be judged, or wait: their
// score is of the others.
void about_open_scores(const Report& report, std::vector<std::string>& warnings) {
  const std::int64_t open = std::ranges::count_if(report.cells, [](const ReportCell& cell) {
    return open_score(cell.verdict, cell.parts).any();
  });
  if (open == 0) return;
  warnings.push_back(fmt::format(
      "of {} with a verdict a part could not be judged or waits for a label: their scores are of "
      "the rest, and gates on score are decided with such parts at 1 and at 0",
      counted(open, "cell")));
}

// Of a part whose text is embedded no judge is named.
bool is_embedded(const ScorePart& part) {
  return part.name == "embedding" || part.name == "not embedding";
}

// Parts that ask a model: nobody was asked where the answer had failed already.
std::int64_t unasked(const Report& report) {
  std::int64_t parts = 0;
  for (const ReportCell& cell : report.cells)
    for (const ScorePart& part : cell.parts)
      if ((!part.judge.empty() || is_embedded(part)) && part.verdict == Verdict::unscored) ++parts;
  return parts;
}

std::string share_text(const std::optional<double>& share) {
  return share ? format_fixed(100 * *share, 1) + " %" : "not known";
}

// Of a judge that goes by the place of an answer more than chance would; "" of any other.
std::string order_text(const JudgeSummary& judge) {
  constexpr double kLevel = 0.05;
  if (!judge.pairs || !judge.pairs->p || *judge.pairs->p >= kLevel) return "";
  const JudgeSummary::Pairs& pairs = *judge.pairs;
  const bool is_first = pairs.first > pairs.last;
  return fmt::format(
      "judge {}: in {} of {} it preferred whichever answer stood {}, in {} whichever stood {} (p = "
      "{:.2g}): these are ties, and hide differences",
      judge.name, is_first ? pairs.first : pairs.last, counted(pairs.count, "pair"),
      is_first ? "first" : "second", is_first ? pairs.last : pairs.first,
      is_first ? "second" : "first", *pairs.p);
}

std::string pass_rate_text(const VariantSummary& variant) {
  std::string text =
      fmt::format("{}: pass rate by {}; as judged it is {}", variant.id,
                  correction_text(variant.labels), share_text(variant.pass_rate_judged.value));
  if (const std::string more = more_labels_text(variant); !more.empty()) text += "; " + more;
  return text;
}

// "" where labels have nothing to do with it, or what they do to it is said of the pass rate.
std::string score_text(const VariantSummary& variant) {
  const std::string method = score_correction_text(variant.score_labels);
  if (method.empty() || method == correction_text(variant.labels)) return "";
  return fmt::format("{}: score by {}; as judged it is {}", variant.id, method,
                     share_text(variant.score_judged.value));
}

void about_judges(const Report& report, std::vector<std::string>& warnings) {
  for (const JudgeSummary& judge : report.judges) {
    if (judge.errors > 0)
      warnings.push_back(fmt::format("{} {}: {} of {} brought no {}",
                                     judge.plays_user ? "simulated"
                                     : judge.embeds   ? "embedder"
                                                      : "judge",
                                     judge.name, judge.errors,
                                     counted(judge.calls, judge.embeds ? "text" : "call"),
                                     judge.plays_user ? "message"
                                     : judge.embeds   ? "vector"
                                                      : "verdict"));
  }
  for (const JudgeSummary& judge : report.judges)
    if (std::string text = schema_text(judge); !text.empty()) warnings.push_back(std::move(text));
  for (const JudgeSummary& judge : report.judges) {
    if (judge.canaries && judge.canaries->is_alarm())
      warnings.push_back(fmt::format("judge {}: {}", judge.name, alarm_text(*judge.canaries)));
    else if (judge.canaries && judge.canaries->alarm_at > judge.canaries->asked)
      warnings.push_back(fmt::format(
          "judge {}: {} asked for again: too few to tell whether it is the judge that it was",
          judge.name, counted(judge.canaries->asked, "stored verdict")));
  }
  for (const JudgeSummary& judge : report.judges)
    if (const std::string text = order_text(judge); !text.empty()) warnings.push_back(text);
  if (const std::int64_t parts = unasked(report); parts > 0)
    warnings.push_back(fmt::format(
        "{} had failed already and were not judged: their scores are of what was marked",
        counted(parts, "answer")));
  for (const VariantSummary& variant : report.variants) {
    if (variant.labels.count > 0) warnings.push_back(pass_rate_text(variant));
    if (const std::string text = score_text(variant); !text.empty()) warnings.push_back(text);
  }
}

void about_own_metrics(const Report& report, std::vector<std::string>& warnings) {
  if (!report.unbounded_metrics.empty())
    warnings.push_back(fmt::format(
        "no mean of {}: a script gave values outside 0 to 1; they stand beside their cells",
        join(report.unbounded_metrics, ", ")));
  if (report.metrics_beyond > 0)
    warnings.push_back(fmt::format("no mean of {} beyond the first {}",
                                   counted(report.metrics_beyond, "metric"), kMaxOwnMetrics));
}

void about_labels(const Report& report, std::vector<std::string>& warnings) {
  const std::int64_t waiting = sum(report, &VariantSummary::waiting);
  if (waiting == 0) return;
  warnings.push_back(fmt::format(
      "{} for a label and {} left out of rates and scores: assay label {}, then assay "
      "score {}",
      waiting_text(waiting), waiting == 1 ? "is" : "are", report.run.id, report.run.id));
}

// What is true of several variants is said once, in the order in which it came up.
template <class What>
class Groups {
 public:
  void add(const What& what, const std::string& variant) {
    const auto [place, is_new] = places_.emplace(what, all_.size());
    if (is_new) all_.emplace_back(what, std::vector<std::string>{});
    all_[place->second].second.push_back(variant);
  }
  const std::vector<std::pair<What, std::vector<std::string>>>& all() const { return all_; }

 private:
  std::vector<std::pair<What, std::vector<std::string>>> all_;
  std::map<What, std::size_t> places_;
};

// "mini/plain, mini/terse and 3 more variants"
std::string names_text(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 3;
  const std::vector<std::string> first(
      names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(kShown, names.size())));
  std::string text = join(first, ", ");
  if (names.size() > kShown)
    text += fmt::format(" and {} more variant{}", names.size() - kShown,
                        names.size() - kShown == 1 ? "" : "s");
  return text;
}

void about_models(const Report& report, std::vector<std::string>& warnings) {
  Groups<std::string> groups;
  for (const VariantSummary& variant : report.variants) {
    for (const std::string& returned : variant.model_returned) {
      if (is_model_asked_for(variant, returned)) continue;
      ASSAY_MARK("report.other_model");
      groups.add(fmt::format("asked for {}, answered by {}", variant.model_id, returned),
                 variant.id);
    }
  }
  for (const auto& [what, variants] : groups.all())
    warnings.push_back(names_text(variants) + ": " + what);
}

// For whom what was left out, and which variants that makes one question.
void about_dropped(const Report& report, std::vector<std::string>& warnings) {
  Groups<std::string> groups;  // by model and what was dropped
  std::map<std::string, std::vector<std::string>> questions;
  for (const VariantSummary& variant : report.variants) {
    if (variant.dropped.empty()) continue;
    groups.add(fmt::format("asked without {}, which {} refuses (drop_unsupported)",
                           join(variant.dropped, ", "), variant.model),
               variant.id);
    questions[dump_json({variant.provider, variant.model_id, variant.prompt,
                         params_json(sent_params(variant))})]
        .push_back(variant.id);
  }
  for (const auto& [what, variants] : groups.all())
    warnings.push_back(names_text(variants) + ": " + what);
  for (const auto& [question, variants] : questions) {
    if (variants.size() > 1)
      warnings.push_back(names_text(variants) +
                         ": the same question, asked again; they are no settings to compare");
  }
  for (const JudgeSummary& judge : report.judges) {
    if (!judge.dropped.empty())
      warnings.push_back(fmt::format("judge {}: asked without {}, which its model refuses",
                                     judge.name, join(judge.dropped, ", ")));
  }
}

void about_money(const Report& report, std::vector<std::string>& warnings) {
  std::int64_t without_cost = 0;
  bool estimated = false;
  for (const ReportCell& cell : report.cells) {
    if (cell.reply == nullptr) continue;
    if (!cell.cost) ++without_cost;
    estimated = estimated || cell.usage.estimated;
  }
  if (without_cost > 0) {
    warnings.push_back(
        fmt::format("the cost of {} is unknown: sums of money are what is known of them",
                    without_cost == 1 ? "1 reply" : fmt::format("{} replies", without_cost)));
  }
  for (const PricesUsed& prices : report.run.prices)
    warnings.push_back(fmt::format("priced by a table ({}), not by the suite: {}",
                                   table_text(prices), join(prices.models, ", ")));
  if (estimated) {
    warnings.push_back(
        "some replies named no usage: their tokens and cost are estimated from text");
  }
}

constexpr std::size_t kMostQuirks = 8;

// What servers sent that assay did not expect, the most frequent first. A quirk is
// named once for all its replies: they come by the thousand.
void about_quirks(const Report& report, std::vector<std::string>& warnings) {
  std::map<std::string_view, std::int64_t> replies;
  for (const ReportCell& cell : report.cells) {
    if (cell.reply == nullptr) continue;
    for (const std::string& quirk : cell.reply->quirks)
      if (dropped_parameter(quirk).empty()) ++replies[quirk];
  }
  std::vector<std::pair<std::string_view, std::int64_t>> quirks(replies.begin(), replies.end());
  std::stable_sort(quirks.begin(), quirks.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [quirk, n] : std::span(quirks).first(std::min(kMostQuirks, quirks.size()))) {
    warnings.push_back(
        fmt::format("in {}, {}", n == 1 ? "1 reply" : fmt::format("{} replies", n), quirk));
  }
  if (quirks.size() > kMostQuirks) {
    warnings.push_back(
        fmt::format("replies had {} more oddities like these", quirks.size() - kMostQuirks));
  }
}

// A run that was slow because its account was throttled should say so.
void about_lanes(const Report& report, std::vector<std::string>& warnings) {
  for (const LaneSummary& lane : report.lanes) {
    if (lane.rate_limited == 0 && lane.pauses == 0) continue;
    std::string text = fmt::format(
        "{}: {} said to wait, {} of {} s together", lane.name, counted(lane.rate_limited, "answer"),
        counted(lane.pauses, "pause"), format_fixed(lane.paused_ms / 1000, 1));
    if (lane.lowest_concurrency < lane.concurrency)
      text += fmt::format("; concurrency fell from {} to {}", lane.concurrency,
                          lane.lowest_concurrency);
    warnings.push_back(std::move(text));
  }
}

// How much of the times it may be, by the shortest median that is shown.
std::string lateness_text(const Report& report) {
  const double lag = *report.run.client.loop_lag_p99_ms;
  std::optional<double> shortest;
  for (const VariantSummary& variant : report.variants) {
    const std::optional<double>& p50 = variant.latency_ms.p50.value;
    if (p50 && (!shortest || *p50 < *shortest)) shortest = p50;
  }
  std::string text =
      fmt::format("this machine was late by up to {} ms (p99)", format_fixed(lag, 1));
  if (shortest) {
    text += fmt::format(", {} % of a p50 of {} ms", format_fixed(100 * lag / *shortest, 1),
                        format_fixed(*shortest, 0));
  }
  return text + fmt::format(
                    ": times may be longer by that, and percentiles below {} ms are not reported; "
                    "lower the concurrency or free the machine",
                    format_fixed(lag / kMostLagShare, 0));
}

void about_times(const Report& report, std::vector<std::string>& warnings) {
  if (report.run.client.saturated) warnings.push_back(lateness_text(report));
  const std::int64_t cells = sum(report, &VariantSummary::cells);
  const std::int64_t cached = sum(report, &VariantSummary::cached);
  if (cached > 0) {
    warnings.push_back(fmt::format(
        "{} of {} ({} %) answered from earlier runs: in costs and scores, not in latencies", cached,
        counted(cells, "cell"),
        format_fixed(100 * static_cast<double>(cached) / static_cast<double>(cells), 0)));
  }
  Groups<std::int64_t> too_few;  // by number
  for (const VariantSummary& variant : report.variants) {
    const std::int64_t n = variant.latency_ms.p95.n;
    if (n > 0 && n < kFewestForP95) too_few.add(n, variant.id);
  }
  for (const auto& [n, variants] : too_few.all()) {
    warnings.push_back(fmt::format("{}: {} measured{}, too few for a p95 (at least {})",
                                   names_text(variants),
                                   n == 1 ? "1 latency" : fmt::format("{} latencies", n),
                                   variants.size() > 1 ? " of each" : "", kFewestForP95));
  }
}

}  // namespace

std::vector<std::string> warnings_of(const Report& report) {
  std::vector<std::string> warnings;
  about_the_run(report, warnings);
  about_errors(report, warnings);
  about_open_scores(report, warnings);
  about_labels(report, warnings);
  about_judges(report, warnings);
  about_own_metrics(report, warnings);
  about_models(report, warnings);
  about_dropped(report, warnings);
  about_money(report, warnings);
  about_quirks(report, warnings);
  about_lanes(report, warnings);
  about_times(report, warnings);
  return warnings;
}

}  // namespace assay
