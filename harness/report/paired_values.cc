#include "harness/report/paired_values.h"

#include <algorithm>
#include <map>

#include "harness/report/cost.h"
#include "harness/report/rates.h"

namespace assay {
namespace {

// Slower than anything, and still far from overflowing a ratio.
constexpr double kNeverAnsweredMs = 1e12;

CaseVariant with_verdicts(const CaseVariant& counts, Scenario scenario, bool is_candidate,
                          std::int64_t repeats) {
  if (scenario == Scenario::observed) return counts;
  const bool good = (scenario != Scenario::worst) == is_candidate;
  const Imputed imputed =
      scenario == Scenario::best_and_missing ? Imputed::errors_and_missing : Imputed::errors;
  return impute({counts}, imputed, good ? As::best : As::worst, repeats)[0];
}

std::optional<double> judged(const Arm& arm, const ArmCase& of, std::string_view metric,
                             Scenario scenario, bool is_candidate) {
  const CaseVariant counts = with_verdicts(of.counts, scenario, is_candidate, arm.repeats);
  const std::int64_t scored = counts.passed + counts.failed;
  if (scored == 0) return std::nullopt;
  if (metric == "score") return counts.score;
  return static_cast<double>(counts.passed) / static_cast<double>(scored);
}

// A sum compares only where nothing is missing from it.
std::optional<double> tokens_of_all_repeats(const Arm& arm, const ArmCase& of) {
  const std::int64_t replies = of.counts.passed + of.counts.failed + of.counts.unscored;
  if (replies != arm.repeats || !of.output_tokens) return std::nullopt;
  return *of.output_tokens * static_cast<double>(replies);
}

std::optional<double> measured(const Arm& arm, const ArmCase& of, std::string_view metric) {
  if (metric == "cost_usd_per_case") return of.cost_usd;
  if (metric == "output_tokens_per_case") return of.output_tokens;
  if (metric == "output_tokens") return tokens_of_all_repeats(arm, of);
  return metric.starts_with("ttft") ? of.ttft_ms : of.latency_ms;
}

// What a question without a reply might have come to: a time at once or never, a
// cost and a length of nothing or of the most that its request allowed.
std::optional<double> measured(const Arm& arm, const ArmCase& of, std::string_view metric,
                               Scenario scenario, bool is_candidate) {
  if (scenario == Scenario::observed || of.counts.errors == 0) return measured(arm, of, metric);
  const bool good = (scenario != Scenario::worst) == is_candidate;
  const bool is_time = metric.ends_with("_ms");
  if (is_time && !good) return kNeverAnsweredMs;
  const Priced priced = metric.starts_with("cost") ? Priced::cost_usd : Priced::output_tokens;
  const double each = good ? 0 : most_of(arm.variant, priced);
  const auto answered =
      static_cast<double>(of.counts.passed + of.counts.failed + of.counts.unscored);
  const auto errors = static_cast<double>(of.counts.errors);
  const bool is_sum = metric == "output_tokens";
  const double seen = (is_sum ? of.output_tokens : measured(arm, of, metric)).value_or(0);
  return (seen * answered + each * errors) / (is_sum ? 1 : answered + errors);
}

// A case that lacks the variable on both sides is a cluster of its own.
std::string cluster_name(const ArmCase& a, const ArmCase& b, const std::string& cluster) {
  for (const ArmCase* of : {&a, &b}) {
    if (const auto found = of->clusters.find(cluster); found != of->clusters.end())
      return found->second;
  }
  return "\n" + a.id;
}

}  // namespace

std::size_t PairedValues::clusters() const {
  // They are numbered as they come.
  return cluster_of.empty() ? 0 : *std::max_element(cluster_of.begin(), cluster_of.end()) + 1;
}

std::vector<double> PairedValues::differences() const {
  std::vector<double> differences(size());
  for (std::size_t i = 0; i < size(); ++i) differences[i] = candidate[i] - baseline[i];
  return differences;
}

std::optional<PairedCounts> PairedValues::counts() const {
  PairedCounts counts;
  for (std::size_t i = 0; i < size(); ++i) {
    const double a = candidate[i];
    const double b = baseline[i];
    if ((a != 0 && a != 1) || (b != 0 && b != 1)) return std::nullopt;
    std::int64_t& entry =
        a == 1 ? (b == 1 ? counts.both : counts.only_a) : (b == 1 ? counts.only_b : counts.neither);
    ++entry;
  }
  return counts;
}

bool is_judged(std::string_view metric) {
  return metric == "pass_rate" || metric == "score";
}

PairedValues paired_values(const Arm& baseline, const Arm& candidate,
                           const std::vector<CommonCase>& common, std::string_view metric,
                           Scenario scenario, const std::string& cluster) {
  PairedValues values;
  std::map<std::string, std::size_t> clusters;
  const bool rate = is_judged(metric);
  if (metric.ends_with("_ms")) {
    values.candidate_lag = candidate.lag_ms;
    values.baseline_lag = baseline.lag_ms;
  }
  if (metric == "output_tokens" && baseline.repeats != candidate.repeats) return values;
  for (const CommonCase& pair : common) {
    const ArmCase& a = candidate.cases[pair.candidate];
    const ArmCase& b = baseline.cases[pair.baseline];
    const auto of_a = rate ? judged(candidate, a, metric, scenario, true)
                           : measured(candidate, a, metric, scenario, true);
    const auto of_b = rate ? judged(baseline, b, metric, scenario, false)
                           : measured(baseline, b, metric, scenario, false);
    if (!of_a || !of_b) continue;
    values.candidate.push_back(*of_a);
    values.baseline.push_back(*of_b);
    if (cluster.empty()) continue;
    values.cluster_of.push_back(
        clusters.emplace(cluster_name(a, b, cluster), clusters.size()).first->second);
  }
  return values;
}

std::optional<double> draw_variance(const Arm& arm) {
  double sum = 0;
  std::int64_t cases = 0;
  for (const ArmCase& of : arm.cases) {
    const auto n = static_cast<double>(of.counts.passed + of.counts.failed);
    if (n < 2) continue;
    const double p = static_cast<double>(of.counts.passed) / n;
    sum += p * (1 - p) * n / (n - 1);
    ++cases;
  }
  if (cases == 0) return std::nullopt;
  return sum / static_cast<double>(cases);
}

}  // namespace assay
