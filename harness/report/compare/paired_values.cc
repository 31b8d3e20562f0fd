#include "harness/report/compare/paired_values.h"

#include <algorithm>
#include <map>

namespace assay {
namespace {

// One side of a pair under a scenario.
struct PairSide {
  const Arm& arm;
  const MetricRow& metric;
  Scenario scenario;
  bool is_candidate;

  As as() const { return (scenario != Scenario::worst) == is_candidate ? As::best : As::worst; }
};

std::optional<double> judged(const PairSide& side, const ArmCase& of) {
  const Imputed imputed = side.scenario == Scenario::observed ? Imputed::nothing
                          : side.scenario == Scenario::best_and_missing
                              ? Imputed::errors_and_missing
                              : Imputed::errors;
  const std::optional<CaseVariant> counts = counts_of(of, side.metric);
  if (!counts) return std::nullopt;
  return side.metric.share->of_case(
      counted(side.metric, {*counts}, imputed, side.as(), side.arm.repeats)[0]);
}

// What a question without a reply might have come to: a time at once or never, a
// cost and a length of nothing or of the most that its request allowed.
std::optional<double> measured(const PairSide& side, const ArmCase& of) {
  const MetricShape& shape = side.metric.shape;
  const std::optional<double> seen = mean_of(of, *side.metric.quantity);
  const bool is_sum = shape.kind == MetricKind::total;
  const std::int64_t replies = of.counts.scored() + of.counts.unscored;
  const auto answered = static_cast<double>(replies);
  if (side.scenario == Scenario::observed || of.counts.errors == 0) {
    if (!is_sum) return seen;
    // A sum compares only where nothing is missing from it.
    return seen && replies == side.arm.repeats ? std::optional(*seen * answered) : std::nullopt;
  }
  const bool good = side.as() == As::best;
  if (shape.is_time() && !good) return kAnything;
  const double each = good ? 0 : most_of(side.arm.variant, *side.metric.quantity);
  const auto errors = static_cast<double>(of.counts.errors);
  return (seen.value_or(0) * answered + each * errors) / (is_sum ? 1 : answered + errors);
}

std::optional<double> value_of(const PairSide& side, const ArmCase& of) {
  return side.metric.shape.is_judged() ? judged(side, of) : measured(side, of);
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

PairedValues paired_values(const Arm& baseline, const Arm& candidate,
                           const std::vector<CommonCase>& common, const MetricRow& metric,
                           Scenario scenario, const std::string& cluster) {
  PairedValues values;
  std::map<std::string, std::size_t> clusters;
  if (metric.shape.is_time()) {
    values.candidate_lag = candidate.lag_ms;
    values.baseline_lag = baseline.lag_ms;
  }
  const bool needs_like = metric.shape.kind == MetricKind::total || metric.is_of_all_repeats();
  if (needs_like && baseline.repeats != candidate.repeats) return values;
  for (std::size_t place = 0; place < common.size(); ++place) {
    const CommonCase& pair = common[place];
    const ArmCase& a = candidate.cases[pair.candidate];
    const ArmCase& b = baseline.cases[pair.baseline];
    const auto of_a = value_of({candidate, metric, scenario, true}, a);
    const auto of_b = value_of({baseline, metric, scenario, false}, b);
    if (!of_a || !of_b) continue;
    values.candidate.push_back(*of_a);
    values.baseline.push_back(*of_b);
    values.places.push_back(place);
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
    const auto n = static_cast<double>(of.counts.scored());
    if (n < 2) continue;
    const double p = static_cast<double>(of.counts.passed) / n;
    sum += p * (1 - p) * n / (n - 1);
    ++cases;
  }
  if (cases == 0) return std::nullopt;
  return sum / static_cast<double>(cases);
}

}  // namespace assay
