#include "harness/cli/estimate/plan_power.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "harness/base/text.h"
#include "harness/cli/selection/judge_calls.h"
#include "harness/report/compare/sequential_gate.h"
#include "harness/report/metric.h"
#include "harness/report/percentile.h"
#include "harness/report/power/gate_power.h"
#include "harness/report/summary/summarise.h"
#include "harness/stats/distribution.h"
#include "harness/store/store.h"

namespace assay {
namespace {

// The repeats that are offered besides the plan's own.
constexpr int kRepeats[] = {1, 2, 3, 5, 10};

Result<Report> read_run(const Options& options) {
  ASSAY_TRY(Store store, Store::open(options.store, Store::Access::read_only));
  ASSAY_TRY(const RunRecord run, store.find_run(*options.from));
  return measured(store, run);
}

// Of the plan's variants, where each is in the report.
std::vector<std::optional<std::size_t>> places_in(const Report& report, const Plan& plan) {
  std::unordered_map<std::string_view, std::size_t> reported;
  for (std::size_t i = 0; i < report.variants.size(); ++i)
    reported.emplace(report.variants[i].id, i);
  std::vector<std::optional<std::size_t>> places;
  for (const Variant& variant : plan.variants) {
    const auto found = reported.find(variant.id);
    places.push_back(found == reported.end() ? std::nullopt : std::optional(found->second));
  }
  return places;
}

// The run's variants that are in the plan, against the first of them. The widest
// pair is taken: what is enough for it is enough for all.
Result<void> measure(const Report& report, const Plan& plan, PowerPlan& made) {
  std::vector<std::size_t> variants;
  for (const std::optional<std::size_t>& place : places_in(report, plan)) {
    if (place) variants.push_back(*place);
  }
  std::optional<Spread> widest;
  made.pairs = 0;
  for (std::size_t i = 1; i < variants.size(); ++i) {
    std::optional<Spread> spread = measured_spread(report, variants[0], variants[i]);
    if (!spread) continue;
    ++made.pairs;
    const auto variance = [](const Spread& of) { return *variance_of_difference(of.paired); };
    if (!widest || variance(*spread) > variance(*widest)) widest = std::move(spread);
  }
  if (!widest) {
    return usage_error("--from " + report.run.id +
                       ": the run has no two variants of this plan "
                       "with verdicts on the same two cases, so there is no spread to measure");
  }
  made.spread = std::move(*widest);
  made.from = report.run.id;
  return {};
}

// What a repeat of a case cost in the run, over all of the plan's variants.
std::optional<double> measured_cost(const Report& report, const Plan& plan) {
  double sum = 0;
  for (const std::optional<std::size_t>& place : places_in(report, plan)) {
    if (!place || !report.variants[*place].cost_usd_per_case) return std::nullopt;
    sum += *report.variants[*place].cost_usd_per_case;
  }
  return sum;
}

std::optional<double> bounded_cost(const Estimate& estimate, const PowerPlan& made) {
  const double cells = static_cast<double>(made.cases) * made.repeats;
  if (!estimate.cost || !(cells > 0)) return std::nullopt;
  return to_usd_double(*estimate.cost) / cells;
}

// Of the plan's, those with an expectation of that metric.
std::int64_t cases_with(const Plan& plan, std::string_view own_metric) {
  return std::ranges::count_if(plan.cases, [&](std::size_t i) {
    return std::ranges::any_of(
        expectations_of(plan.suite->cases[i]), [&](const Expectations* list) {
          return std::ranges::any_of(
              *list, [&](const Expectation& each) { return each.metric == own_metric; });
        });
  });
}

void rate_gate(const Gate& gate, std::int64_t cases, int repeats, const PowerPlan& made,
               GatePower& row) {
  const auto power_at = [&](Limit kind, double limit) {
    return rate_power(kind, limit, cases, repeats, made.spread.correlation, made.power);
  };
  if (gate.at_least && gate.at_most) {
    row.note = "two limits: no single rate says when it is decided";
    return;
  }
  const RatePower power = gate.at_least ? power_at(Limit::at_least, *gate.at_least)
                                        : power_at(Limit::at_most, *gate.at_most);
  row.independent = power.independent;
  row.passes_at = power.passes_at;
  row.fails_at = power.fails_at;
  if (!power.passes_at) row.note = "too few cases to pass, whatever the rate";
}

constexpr const char* kUnknownSpread = "how much it varies is not known before a run";

void comparing_gate(const Gate& gate, PowerPlan& made, GatePower& row) {
  row.compares = true;
  // The spread is that of verdicts.
  const MetricRow* metric = find_metric(gate.metric);
  if (metric == nullptr || !metric->shape.is_judged() || !metric->is_of_verdicts()) {
    row.note = kUnknownSpread;
    return;
  }
  const double margin = gate.no_worse_than.value_or(0);
  row.stops_early = is_sequential(gate);
  if (row.stops_early) {
    row.equal_passes = chance_to_pass_early(made.spread, made.cases, made.repeats, margin);
    return;
  }
  const Turning turning = turning_of(made.spread, made.cases, made.repeats, margin, made.power);
  row.passes_at = turning.passes_at;
  row.fails_at = turning.fails_at;
  row.equal_passes = chance_to_pass(made.spread, made.cases, made.repeats, margin);
}

GatePower gate_power(const Gate& gate, const Plan& plan, PowerPlan& made) {
  GatePower row;
  row.gate = gate.name;
  row.metric = gate.metric;
  if (gate.baseline) {
    comparing_gate(gate, made, row);
    return row;
  }
  const MetricRow* metric = find_metric(gate.metric);
  if (metric == nullptr) return row;
  const std::int64_t cases = metric->own.empty() ? made.cases : cases_with(plan, metric->own);
  // Repeats that are reduced make no further cells.
  const int repeats = metric->reducer ? 1 : made.repeats;
  if (cases == 0 && made.cases > 0) {
    row.note = "which cases have it is not known before a run";
    return row;
  }
  switch (metric->shape.kind) {
    case MetricKind::rate:
      rate_gate(gate, cases, repeats, made, row);
      break;
    case MetricKind::mean:
      // A score in [0, 1] varies no more than a coin of the same mean.
      if (metric->shape.is_share()) {
        rate_gate(gate, cases, repeats, made, row);
      } else {
        row.note = kUnknownSpread;
      }
      break;
    case MetricKind::quantile:
      row.note = "its interval takes " +
                 std::to_string(fewest_for_interval(metric->shape.quantile)) +
                 " replies a variant; the plan has " + std::to_string(made.cases * made.repeats);
      break;
    case MetricKind::total:
      row.note = "a sum is decided on its value";
      break;
  }
  return row;
}

std::vector<int> offered_repeats(const PowerPlan& made) {
  std::vector<int> repeats(std::begin(kRepeats), std::end(kRepeats));
  repeats.push_back(made.repeats);
  std::sort(repeats.begin(), repeats.end());
  repeats.erase(std::unique(repeats.begin(), repeats.end()), repeats.end());
  return repeats;
}

}  // namespace

Result<std::optional<PowerPlan>> plan_power(const Selection& selection, const Estimate& estimate,
                                            const Options& options) {
  if (!options.mde && !options.power) {
    if (options.from) return usage_error("--from needs --mde or --power");
    return std::optional<PowerPlan>();
  }
  const Plan& plan = selection.plan;
  PowerPlan made;
  made.power = options.power.value_or(made.power);
  made.difference = options.mde;
  made.cases = static_cast<std::int64_t>(plan.cases.size());
  made.repeats = plan.repeats;
  made.variants = plan.variants.size();
  made.spread = assumed_spread();
  if (options.from) {
    ASSAY_TRY(const Report report, read_run(options));
    ASSAY_CHECK(measure(report, plan, made));
    made.cost_usd = measured_cost(report, plan);
    made.is_cost_measured = made.cost_usd.has_value();
  }
  if (!made.cost_usd) made.cost_usd = bounded_cost(estimate, made);
  if (made.difference) {
    for (const int repeats : offered_repeats(made))
      made.needed.push_back(cases_needed(made.spread, repeats, *made.difference, made.power));
  }
  made.reach = reach_of(made.spread, made.cases, made.repeats, made.power);
  for (const Gate& gate : selection.suite->gates)
    made.gates.push_back(gate_power(gate, plan, made));
  return std::optional<PowerPlan>(std::move(made));
}

}  // namespace assay
