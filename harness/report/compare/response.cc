#include "harness/report/compare/response.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>
#include <utility>

#include "harness/base/text.h"
#include "harness/report/cells_of.h"
#include "harness/report/compare/change.h"
#include "harness/report/compare/corrected_change.h"
#include "harness/report/compare/paired_values.h"
#include "harness/report/compare/pairing.h"
#include "harness/report/corrected_rate.h"
#include "harness/report/metric.h"
#include "harness/report/rates.h"
#include "harness/stats/paired.h"
#include "harness/stats/simultaneous.h"

namespace assay {
namespace {

constexpr std::size_t kReplicates = 1000;

// Variants of one model and prompt, by index.
using Settings = std::vector<std::size_t>;

std::vector<Settings> settings_of(const Report& report) {
  std::vector<Settings> all;
  using Key = std::pair<std::string_view, std::string_view>;
  std::map<Key, std::size_t> places;
  for (std::size_t i = 0; i < report.variants.size(); ++i) {
    const VariantSummary& variant = report.variants[i];
    // A setting in name only is no point of a curve.
    if (std::ranges::any_of(variant.dropped,
                            [&](const std::string& name) { return variant.axes.contains(name); }))
      continue;
    const auto [place, is_new] = places.emplace(Key(variant.model, variant.prompt), all.size());
    if (is_new) all.emplace_back();
    all[place->second].push_back(i);
  }
  std::erase_if(all, [](const Settings& each) { return each.size() < 2; });
  return all;
}

// What people's labels do to settings that are held against each other: all are corrected, or
// none is, for a judge may err more for one.
enum class Judged { by_none, as_judged, corrected };

bool asks_judges(const Report& report, std::size_t variant) {
  bool asks = report.variants[variant].labels.count > 0;
  each_cell_of(report.cells, variant,
               [&](const ReportCell& cell) { asks = asks || cell.is_by_judges; });
  return asks;
}

Judged judged_of(const Report& report, const Settings& settings) {
  const auto asks = [&](std::size_t v) { return asks_judges(report, v); };
  if (std::ranges::none_of(settings, asks)) return Judged::by_none;
  const auto correct = [&](std::size_t v) { return report.variants[v].labels.correct(); };
  return std::ranges::all_of(settings, correct) ? Judged::corrected : Judged::as_judged;
}

std::string method_text(Judged judged) {
  if (judged == Judged::by_none) return "";
  if (judged == Judged::corrected) return "judges corrected by labels of each setting";
  return fmt::format("as judged: whether judges err alike would take {} labels of each setting",
                     kFewestLabels);
}

Estimated rate_of(const Report& report, std::size_t variant, Judged judged, double confidence) {
  const Estimated rate = pass_rate_of(column_of(report, variant), confidence);
  if (judged != Judged::corrected) return rate;
  return corrected_rate(rate, report.variants[variant].labels, confidence);
}

// The confidence of every single interval.
double band_confidence(const Report& report, const Settings& settings) {
  // How corrected rates vary together is not known from their verdicts.
  if (judged_of(report, settings) == Judged::corrected)
    return bonferroni_confidence(settings.size(), kConfidence).value_or(kConfidence);
  std::vector<std::vector<double>> points(settings.size());
  for (const CaseSummary& summary : report.cases) {
    const bool everywhere = std::all_of(settings.begin(), settings.end(), [&](std::size_t v) {
      return summary.variants[v].scored() > 0;
    });
    if (!everywhere) continue;
    for (std::size_t i = 0; i < settings.size(); ++i) {
      points[i].push_back(*summary.variants[settings[i]].pass_rate());
    }
  }
  constexpr std::size_t kFewestForMaxT = 30;
  if (points.front().size() >= kFewestForMaxT) {
    if (const auto found = max_t_confidence(points, kConfidence, kReplicates, report.run.seed))
      return *found;
  }
  return bonferroni_confidence(settings.size(), kConfidence).value_or(kConfidence);
}

// Of a setting against the best one.
void judge(const Arm& best, const Arm& arm, Judged judged, std::size_t settings,
           ResponsePoint& point) {
  const MetricRow& metric = *find_metric("pass_rate");
  const std::vector<CommonCase> common = common_cases(best, arm);
  const JudgedArms arms{best, arm, common, metric, judged != Judged::corrected};
  const PairedValues values = paired_values(best, arm, common, metric, Scenario::observed, "");
  const auto change_at = [&](double margin, double alpha) {
    return arms.are_corrected() ? corrected_change(arms, values, Scenario::observed, margin, alpha)
                                : judged_change(values, margin, alpha);
  };
  const auto change = change_at(kResponseMargin, kAlpha / static_cast<double>(settings));
  const auto pairs = static_cast<double>(settings * (settings - 1) / 2);
  const auto equal = change_at(0, kAlpha);
  const double p = equal ? 2 * std::min(equal->p_inferior, equal->p_not_inferior) : 1;
  point.p = std::min(1.0, std::min(1.0, p) * pairs);
  if (!change)
    point.standing = Standing::inconclusive;
  else if (change->decision == Decision::pass)
    point.standing = Standing::no_worse;
  else if (*point.p <= 1 - kConfidence && change->difference < 0)
    point.standing = Standing::worse;
  else
    point.standing = Standing::no_difference;
}

std::optional<double> price_of(const Report& report, std::size_t variant, bool in_usd) {
  const VariantSummary& summary = report.variants[variant];
  if (in_usd) return summary.cost_usd_per_case;
  if (!summary.tokens.output || summary.cells == 0) return std::nullopt;
  return static_cast<double>(*summary.tokens.output) / static_cast<double>(summary.cells);
}

void recommend(const Report& report, std::size_t best, Response& response) {
  const bool in_usd =
      std::all_of(response.points.begin(), response.points.end(), [&](const ResponsePoint& point) {
        return report.variants[point.variant].cost_usd_per_case.has_value();
      });
  std::size_t chosen = best;
  std::optional<double> least = price_of(report, best, in_usd);
  for (const ResponsePoint& point : response.points) {
    if (point.standing != Standing::no_worse) continue;
    const auto price = price_of(report, point.variant, in_usd);
    if (!price || (least && *price >= *least)) continue;
    chosen = point.variant;
    least = price;
  }
  response.recommended = report.variants[chosen].id;
  response.reason = chosen == best
                        ? "the best pass rate, and nothing cheaper is shown to be no worse"
                        : fmt::format("the cheapest of those no worse than the best ({}) by {}",
                                      report.variants[best].id, format_number(kResponseMargin));
}

// Of settings, the one with the highest pass rate.
std::size_t best_of(const Report& report, const Settings& settings, Judged judged) {
  const auto rate = [&](std::size_t v) {
    return rate_of(report, v, judged, kConfidence).value.value_or(-1);
  };
  return *std::max_element(settings.begin(), settings.end(),
                           [&](std::size_t a, std::size_t b) { return rate(a) < rate(b); });
}

Response response_of(const Report& report, Arms& arms, const Settings& settings,
                     double confidence) {
  Response response;
  response.model = report.variants[settings.front()].model;
  response.prompt = report.variants[settings.front()].prompt;
  response.confidence = confidence;
  const Judged judged = judged_of(report, settings);
  response.method = method_text(judged);
  const std::size_t best = best_of(report, settings, judged);
  for (const std::size_t variant : settings) {
    ResponsePoint& point = response.points.emplace_back();
    point.variant = variant;
    point.pass_rate = rate_of(report, variant, judged, response.confidence);
    point.is_best = variant == best;
    if (!point.is_best) judge(*arms.of(best), *arms.of(variant), judged, settings.size(), point);
  }
  if (report.variants[best].pass_rate.value) recommend(report, best, response);
  if (!response.reason.empty() && !response.method.empty())
    response.reason += "; " + response.method;
  return response;
}

}  // namespace

std::vector<Response> responses_of(const Report& report) {
  Arms arms(report);
  std::vector<Response> responses;
  for (const Settings& settings : settings_of(report)) {
    responses.push_back(response_of(report, arms, settings, band_confidence(report, settings)));
  }
  return responses;
}

Recommendation recommendation_of(const Report& report) {
  if (report.responses.empty()) return {};
  if (report.responses.size() == 1 && report.variants.size() == report.responses[0].points.size())
    return {report.responses[0].recommended, report.responses[0].reason};
  Settings all(report.variants.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  Arms arms(report);
  const Response response = response_of(report, arms, all, kConfidence);
  return {response.recommended, response.reason};
}

}  // namespace assay
