// What plan_power() found, as a table and as JSON.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>

#include "harness/base/count_text.h"
#include "harness/base/text.h"
#include "harness/cli/estimate/plan_power.h"
#include "harness/cli/terminal/table_text.h"

namespace assay {
namespace {

constexpr const char* kDash = "—";

std::string fraction(const std::optional<double>& value) {
  return value ? format_fixed(*value, 3) : kDash;
}

std::string percent(double share) {
  return format_number(std::round(1000 * share) / 10) + " %";
}

std::string count(const std::optional<std::int64_t>& value) {
  return value ? with_separators(static_cast<std::uint64_t>(*value)) : kDash;
}

// Of so many cases, each asked `repeats` times of every variant.
std::optional<std::int64_t> cells(const PowerPlan& plan, std::optional<std::int64_t> cases,
                                  int repeats) {
  if (!cases) return std::nullopt;
  return *cases * repeats * static_cast<std::int64_t>(plan.variants);
}

std::optional<double> cost(const PowerPlan& plan, std::optional<std::int64_t> cases, int repeats) {
  if (!cases || !plan.cost_usd) return std::nullopt;
  return *plan.cost_usd * static_cast<double>(*cases) * repeats;
}

std::string dollars(const std::optional<double>& usd) {
  if (!usd) return kDash;
  return "$" + (*usd < 0.1 ? format_number(std::ceil(*usd * 1e6) / 1e6) : format_fixed(*usd, 2));
}

void print_needed(const PowerPlan& plan, std::ostream& out) {
  if (!plan.difference) return;
  out << fmt::format("\nA difference of {} between two variants, with a chance of {}:\n\n",
                     format_number(*plan.difference), percent(plan.power));
  const auto row = [&](const std::string& repeats, const std::string& detect,
                       const std::string& detect_cells, const std::string& detect_cost,
                       const std::string& exclude, const std::string& exclude_cells,
                       const std::string& exclude_cost) {
    out << right(repeats, 7) << right(detect, 16) << right(detect_cells, 12)
        << right(detect_cost, 13) << right(exclude, 17) << right(exclude_cells, 12)
        << right(exclude_cost, 13) << '\n';
  };
  const std::string cost_title = plan.is_cost_measured ? "cost" : "cost, max";
  row("repeats", "cases to detect", "cells", cost_title, "cases to exclude", "cells", cost_title);
  for (const CasesNeeded& each : plan.needed) {
    const auto detect = each.to_detect;
    const auto exclude = each.to_exclude;
    row(std::to_string(each.repeats), count(detect), count(cells(plan, detect, each.repeats)),
        dollars(cost(plan, detect, each.repeats)), count(exclude),
        count(cells(plan, exclude, each.repeats)), dollars(cost(plan, exclude, each.repeats)));
  }
}

void print_reach(const PowerPlan& plan, std::ostream& out) {
  out << fmt::format(
      "\nThis plan, {} cases x {} repeats, detects a difference of {} between two variants and "
      "excludes a margin of {}, each with a chance of {}.\n",
      count(plan.cases), plan.repeats, fraction(plan.reach.detects), fraction(plan.reach.excludes),
      percent(plan.power));
}

std::string note_text(const GatePower& row) {
  if (!row.note.empty()) return "   " + row.note;
  if (!row.compares) return "";
  return std::string(row.stops_early ? "   stop_early" : "   difference") +
         "; an equal candidate passes with a chance of " +
         (row.equal_passes ? percent(*row.equal_passes) : kDash);
}

void print_gates(const PowerPlan& plan, std::ostream& out) {
  if (plan.gates.empty()) return;
  std::size_t width = 4;
  for (const GatePower& row : plan.gates)
    width = std::max(width, display_width(terminal_safe(row.gate)));
  out << '\n' << left("gate", width) << right("passes at", 12) << right("fails at", 12) << '\n';
  for (const GatePower& row : plan.gates) {
    out << left(terminal_safe(row.gate), width) << right(fraction(row.passes_at), 12)
        << right(fraction(row.fails_at), 12) << note_text(row) << '\n';
  }
  out << fmt::format(
      "A gate passes with a chance of {0} where the true value is at least as good as \"passes "
      "at\", and fails with {0} where it is as bad as \"fails at\"; in between it is likely "
      "inconclusive.\n",
      percent(plan.power));
}

std::string spread_text(const PowerPlan& plan) {
  const Spread& spread = plan.spread;
  const PairedSpread& paired = spread.paired;
  if (plan.from.empty()) {
    return "Assumed (measure with --from RUN): the rates of a case are uniform on (0, 1) and "
           "correlate by 1/3 between variants, so the variance is 1/9 between cases and 1/6 a "
           "draw (Miller, arXiv 2411.00640, section 5). Cases that are mostly passed vary less "
           "and take fewer.";
  }
  std::string text = fmt::format(
      "Measured in {} on {} cases, {} against {}{}: ", terminal_safe(plan.from),
      count(spread.cases), terminal_safe(spread.candidate), terminal_safe(spread.baseline),
      plan.pairs > 1 ? fmt::format(" (of {} pairs the one that varies most)", plan.pairs) : "");
  if (spread.is_bound) {
    return text + fmt::format(
                      "no case differed, so the largest share that may yet differ is "
                      "taken, {} (one-sided 95 %).",
                      percent(paired.between_cases));
  }
  text += fmt::format("{} of them differ; ", percent(spread.discordant.value_or(0)));
  if (!spread.is_split) {
    return text + fmt::format(
                      "variance {} of a case's difference. With one repeat cases are not "
                      "told from draws: other repeats have no number.",
                      fraction(paired.between_cases));
  }
  return text + fmt::format("variance {} between cases, {} and {} a draw.",
                            fraction(paired.between_cases), fraction(paired.draw_variance_a),
                            fraction(paired.draw_variance_b));
}

void print_assumptions(const PowerPlan& plan, std::ostream& out) {
  out << "\nDetect: a two-sided test at 5 %. Exclude: variants that are equal pass no_worse_than "
         "by as much, one-sided 2.5 %. The unit is the case; formulas: docs/statistics.md, "
         "\"Planning\".\n"
      << spread_text(plan) << '\n';
  if (!plan.cost_usd)
    out << "Costs are not known: a model has no price, or no max_tokens to bound it.\n";
}

template <class T>
Json json_of(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

Json needed_json(const PowerPlan& plan, std::optional<std::int64_t> cases, int repeats) {
  return {{"cases", json_of(cases)},
          {"cells", json_of(cells(plan, cases, repeats))},
          {plan.is_cost_measured ? "cost_usd" : "cost_usd_at_most",
           json_of(cost(plan, cases, repeats))}};
}

Json spread_json(const PowerPlan& plan) {
  const Spread& spread = plan.spread;
  const bool is_measured = !plan.from.empty();
  const auto split = [&](double value) { return spread.is_split ? Json(value) : Json(); };
  return {{"source", is_measured ? plan.from : "assumed"},
          {"baseline", is_measured ? Json(spread.baseline) : Json()},
          {"candidate", is_measured ? Json(spread.candidate) : Json()},
          {"pairs", is_measured ? Json(plan.pairs) : Json()},
          {"cases", is_measured ? Json(spread.cases) : Json()},
          {"discordant", json_of(spread.discordant)},
          {"variance_of_difference", *variance_of_difference(spread.paired)},
          {"between_cases", split(spread.paired.between_cases)},
          {"draw_variance_baseline", split(spread.paired.draw_variance_b)},
          {"draw_variance_candidate", split(spread.paired.draw_variance_a)},
          {"correlation_of_repeats", spread.correlation},
          {"bound", spread.is_bound}};
}

}  // namespace

void print_power(const PowerPlan& plan, std::ostream& out) {
  print_needed(plan, out);
  print_reach(plan, out);
  print_gates(plan, out);
  print_assumptions(plan, out);
}

Json power_to_json(const PowerPlan& plan) {
  Json needed = Json::array();
  for (const CasesNeeded& each : plan.needed) {
    needed.push_back({{"repeats", each.repeats},
                      {"detect", needed_json(plan, each.to_detect, each.repeats)},
                      {"exclude", needed_json(plan, each.to_exclude, each.repeats)}});
  }
  Json gates = Json::array();
  for (const GatePower& row : plan.gates) {
    gates.push_back({{"name", row.gate},
                     {"metric", row.metric},
                     {"passes_at", json_of(row.passes_at)},
                     {"fails_at", json_of(row.fails_at)},
                     {"is_difference", row.compares},
                     {"stops_early", row.stops_early},
                     {"equal_passes", json_of(row.equal_passes)},
                     {"independent", json_of(row.independent)},
                     {"note", row.note.empty() ? Json() : Json(row.note)}});
  }
  return {{"power", plan.power},
          {"alpha_detect_two_sided", kDetectAlpha},
          {"alpha_exclude_one_sided", kAlpha},
          {"difference", json_of(plan.difference)},
          {"spread", spread_json(plan)},
          {"needed", std::move(needed)},
          {"plan",
           {{"cases", plan.cases},
            {"repeats", plan.repeats},
            {"detects", json_of(plan.reach.detects)},
            {"excludes", json_of(plan.reach.excludes)}}},
          {"gates", std::move(gates)}};
}

}  // namespace assay
