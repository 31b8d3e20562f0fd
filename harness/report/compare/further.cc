// What would settle an open comparison: stats/further.h at the arms' spread and prices.
#include <fmt/format.h>

#include <algorithm>

#include "harness/base/money.h"
#include "harness/report/compare/compare.h"
#include "harness/report/rates.h"
#include "harness/stats/further.h"
#include "harness/stats/mean.h"

namespace assay {
namespace {

// Beyond these "ask more" is no advice.
constexpr std::int64_t kMostFurtherCases = 1'000'000;
constexpr std::int64_t kMostFurtherRepeats = 1'000;

std::optional<std::int64_t> sensible(std::optional<std::int64_t> number, std::int64_t most) {
  return number && *number > 0 && *number <= most ? number : std::nullopt;
}

// USD of asking one case once, of every arm that can be asked: a baseline from a
// file is not asked again.
std::optional<double> cost_of_question(const Arm& arm) {
  std::vector<double> costs;
  for (const ArmCase& of : arm.cases) {
    if (const auto cost = mean_of(of, kCost)) costs.push_back(*cost);
  }
  return mean(costs);
}

std::optional<double> cost_of_questions(const Arm& baseline, const Arm& candidate) {
  const std::optional<double> of_candidate = cost_of_question(candidate);
  if (baseline.name.starts_with("stored:")) return of_candidate;
  const std::optional<double> of_baseline = cost_of_question(baseline);
  if (!of_candidate || !of_baseline) return std::nullopt;
  return *of_candidate + *of_baseline;
}

std::optional<std::int64_t> further_repeats(const Arm& baseline, const Arm& candidate,
                                            const PairedValues& values,
                                            const NonInferiority& decision, double margin) {
  const std::optional<double> draw_a = draw_variance(candidate);
  const std::optional<double> draw_b = draw_variance(baseline);
  const std::optional<double> spread = variance(values.differences());
  if (!draw_a || !draw_b || !spread || candidate.repeats != baseline.repeats) return std::nullopt;
  const auto draws = static_cast<double>(candidate.repeats);
  PairedSpread parts;
  parts.between_cases = std::max(0.0, *spread - (*draw_a + *draw_b) / draws);
  parts.draw_variance_a = *draw_a;
  parts.draw_variance_b = *draw_b;
  parts.draws_a = parts.draws_b = draws;
  return further_draws(parts, decision.difference, decision.cases, margin, kAlpha, kPower);
}

std::string price_of(const std::optional<double>& usd) {
  return usd ? fmt::format(" ({})", usd_text(*usd)) : "";
}

}  // namespace

Further further_of(const Arm& baseline, const Arm& candidate, const PairedValues& values,
                   const NonInferiority& decision, double margin) {
  Further further;
  further.cases = sensible(further_cases(decision, margin, kAlpha, kPower), kMostFurtherCases);
  // A draw shrinks the noise within cases, but neither what clusters share nor what
  // a few differing cases leave open (decision.h).
  if (values.cluster_of.empty() && decision.discordant >= kFewestDiffering &&
      !baseline.name.starts_with("stored:")) {
    further.repeats = sensible(further_repeats(baseline, candidate, values, decision, margin),
                               kMostFurtherRepeats);
  }
  const std::optional<double> question = cost_of_questions(baseline, candidate);
  if (!question) return further;
  if (further.cases) {
    further.cases_usd =
        *question * static_cast<double>(*further.cases) * static_cast<double>(candidate.repeats);
  }
  if (further.repeats) {
    further.repeats_usd =
        *question * static_cast<double>(*further.repeats) * static_cast<double>(decision.cases);
  }
  return further;
}

std::string further_text(const Further& further) {
  std::string text;
  if (further.cases) {
    text = fmt::format("about {} more case{}{}", *further.cases, *further.cases == 1 ? "" : "s",
                       price_of(further.cases_usd));
  }
  if (further.repeats) {
    text += fmt::format("{}{} more repeat{}{}", text.empty() ? "" : ", or ", *further.repeats,
                        *further.repeats == 1 ? "" : "s", price_of(further.repeats_usd));
  }
  return text;
}

}  // namespace assay
