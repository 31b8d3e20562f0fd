#include "harness/stats/decision.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "harness/stats/distribution.h"
#include "harness/stats/empirical_likelihood.h"
#include "harness/stats/mean.h"

namespace assay {
namespace {

bool is_valid(double margin, double alpha) {
  return margin >= 0 && margin < 1 && alpha > 0 && alpha < 0.5;
}

Decision decide(double p_pass, double p_fail, double alpha) {
  if (p_pass <= alpha) return Decision::pass;
  if (p_fail <= alpha) return Decision::fail;
  return Decision::inconclusive;
}

// What differences show: bounds, and the chance of as much.
struct Evidence {
  Interval interval;
  double p_not_inferior = 1;
  double p_inferior = 1;
};

Evidence weaker_of(const Evidence& a, const Evidence& b) {
  return {{std::min(a.interval.low, b.interval.low), std::max(a.interval.high, b.interval.high)},
          std::max(a.p_not_inferior, b.p_not_inferior),
          std::max(a.p_inferior, b.p_inferior)};
}

Evidence student_evidence(double difference, double error, double degrees_of_freedom, double margin,
                          double alpha) {
  const double half = student_quantile(1 - alpha, degrees_of_freedom) * error;
  const double t = (difference + margin) / error;
  return {{difference - half, difference + half},
          student_cdf(-t, degrees_of_freedom),
          student_cdf(t, degrees_of_freedom)};
}

// By the likelihood on the support that was seen: lower bound and the chance of a
// mean so far above `reference`. The root is judged by t instead of the normal:
// for few units as in Owen 3.3.
struct LowerEvidence {
  double bound = 0;
  double p = 0;  // 0 where no unit lies below `reference`: only t can say more
};
LowerEvidence likelihood_from_below(const std::vector<Unit>& units, double reference,
                                    double alpha) {
  double lowest = 1;
  for (const Unit& unit : units) lowest = std::min(lowest, unit.sum / unit.size);
  const double degrees_of_freedom = static_cast<double>(units.size() - 1);
  LowerEvidence evidence;
  evidence.bound =
      *likelihood_lower_bound(units, student_quantile(1 - alpha, degrees_of_freedom), lowest);
  if (const auto root = likelihood_root_above(units, reference, lowest)) {
    evidence.p = student_cdf(-*root, degrees_of_freedom);
  }
  return evidence;
}

Evidence likelihood_evidence(const std::vector<Unit>& units, double margin, double alpha) {
  std::vector<Unit> mirrored = units;
  for (Unit& unit : mirrored) unit.sum = -unit.sum;
  const LowerEvidence low = likelihood_from_below(units, -margin, alpha);
  const LowerEvidence high = likelihood_from_below(mirrored, margin, alpha);
  return {{low.bound, -high.bound}, low.p, high.p};
}

// As if all `units` had shown `difference`: others may be as far off as can be,
// but only such a share of them that none of `units` is one by a chance of alpha.
Evidence equal_evidence(double difference, double units, double margin, double alpha) {
  const double share = 1 - std::pow(alpha, 1 / units);
  Evidence evidence;
  evidence.interval = {difference - share * (1 + difference),
                       difference + share * (1 - difference)};
  const double above = difference + margin;  // distance from the margin
  if (above > 0) evidence.p_not_inferior = std::pow(1 - above / (1 + difference), units);
  if (above < 0) evidence.p_inferior = std::pow(1 + above / (1 - difference), units);
  return evidence;
}

// `error` is that of the mean difference over independent units.
NonInferiority of_scores(std::span<const double> differences, const std::vector<Unit>& units,
                         double error, double margin, double alpha) {
  NonInferiority result;
  result.difference = *mean(differences);
  result.cases = static_cast<std::int64_t>(differences.size());
  result.discordant = result.cases - std::count(differences.begin(), differences.end(), 0.0);
  result.units = static_cast<std::int64_t>(units.size());
  const double count = static_cast<double>(units.size());
  const Evidence equal = equal_evidence(result.difference, count, margin, alpha);
  Evidence evidence = equal;
  if (error > 0) {
    evidence = weaker_of(student_evidence(result.difference, error, count - 1, margin, alpha),
                         likelihood_evidence(units, margin, alpha));
    if (result.discordant < kFewestDiffering) evidence = weaker_of(evidence, equal);
  }
  result.interval = {std::max(-1.0, evidence.interval.low), std::min(1.0, evidence.interval.high)};
  result.p_not_inferior = evidence.p_not_inferior;
  result.p_inferior = evidence.p_inferior;
  result.decision = decide(result.p_not_inferior, result.p_inferior, alpha);
  return result;
}

bool are_differences(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(),
                     [](double value) { return value >= -1 && value <= 1; });
}

}  // namespace

std::optional<NonInferiority> non_inferiority(const PairedCounts& counts, double margin,
                                              double alpha) {
  if (!is_valid(margin, alpha)) return std::nullopt;
  const std::optional<double> z = tango_z(counts, -margin);
  const std::optional<Interval> interval = tango(counts, 1 - 2 * alpha);
  if (!z || !interval) return std::nullopt;
  NonInferiority result;
  result.difference = *counts.difference();
  result.interval = *interval;
  result.p_not_inferior = normal_cdf(-*z);
  result.p_inferior = normal_cdf(*z);
  result.cases = counts.n();
  result.discordant = counts.discordant();
  result.units = result.cases;
  result.decision = decide(result.p_not_inferior, result.p_inferior, alpha);
  return result;
}

std::optional<NonInferiority> non_inferiority(std::span<const double> differences, double margin,
                                              double alpha) {
  if (!is_valid(margin, alpha) || !are_differences(differences)) return std::nullopt;
  const std::optional<double> error = standard_error(differences);
  if (!error) return std::nullopt;
  std::vector<Unit> cases;
  cases.reserve(differences.size());
  for (double difference : differences) cases.push_back({difference, 1});
  return of_scores(differences, cases, *error, margin, alpha);
}

std::optional<NonInferiority> clustered_non_inferiority(std::span<const double> differences,
                                                        std::span<const std::size_t> cluster_of,
                                                        double margin, double alpha) {
  if (!is_valid(margin, alpha) || !are_differences(differences)) return std::nullopt;
  const std::optional<double> error = clustered_standard_error(differences, cluster_of);
  if (!error) return std::nullopt;
  std::map<std::size_t, Unit> clusters;
  for (std::size_t i = 0; i < differences.size(); ++i) {
    Unit& cluster = clusters.try_emplace(cluster_of[i], Unit{0, 0}).first->second;
    cluster.sum += differences[i];
    cluster.size += 1;
  }
  std::vector<Unit> units;
  units.reserve(clusters.size());
  for (const auto& [name, cluster] : clusters) units.push_back(cluster);
  return of_scores(differences, units, *error, margin, alpha);
}

}  // namespace assay
