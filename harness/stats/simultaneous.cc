#include "harness/stats/simultaneous.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "harness/base/random.h"
#include "harness/stats/distribution.h"
#include "harness/stats/mean.h"
#include "harness/stats/quantile.h"

namespace assay {
namespace {

// Each case's deviations from the points' means in standard errors of the mean,
// case by case: rows[i * points + j]. Points that do not vary are left out.
struct Standardised {
  std::vector<double> rows;
  std::size_t points = 0;
  std::size_t cases = 0;
};

std::optional<Standardised> standardise(const std::vector<std::vector<double>>& points) {
  std::vector<std::vector<double>> kept;
  for (const std::vector<double>& point : points) {
    const std::optional<double> error = standard_error(point);
    if (!error || point.size() != points.front().size()) return std::nullopt;
    if (!(*error > 0)) continue;
    const double centre = *mean(point);
    const double scale = *error * static_cast<double>(point.size());
    std::vector<double> deviations = point;
    for (double& value : deviations) value = (value - centre) / scale;
    kept.push_back(std::move(deviations));
  }
  Standardised result{{}, kept.size(), points.front().size()};
  result.rows.reserve(result.points * result.cases);
  for (std::size_t i = 0; i < result.cases; ++i) {
    for (const std::vector<double>& point : kept) result.rows.push_back(point[i]);
  }
  return result;
}

// The largest |t| over the points in each resample of cases, ascending.
std::vector<double> largest_t(const Standardised& data, std::size_t replicates,
                              std::uint64_t seed) {
  Random random(seed);
  std::vector<double> largest(replicates);
  std::vector<double> sums(data.points);
  for (double& value : largest) {
    std::fill(sums.begin(), sums.end(), 0.0);
    for (std::size_t draw = 0; draw < data.cases; ++draw) {
      const std::size_t row = static_cast<std::size_t>(random.below(data.cases)) * data.points;
      for (std::size_t j = 0; j < data.points; ++j) sums[j] += data.rows[row + j];
    }
    for (double sum : sums) value = std::max(value, std::abs(sum));
  }
  std::sort(largest.begin(), largest.end());
  return largest;
}

}  // namespace

std::optional<double> bonferroni_confidence(std::size_t k, double confidence) {
  if (k == 0 || !is_inside_unit(confidence)) return std::nullopt;
  return 1 - (1 - confidence) / static_cast<double>(k);
}

std::optional<double> max_t_confidence(const std::vector<std::vector<double>>& points,
                                       double confidence, std::size_t replicates,
                                       std::uint64_t seed) {
  const std::optional<double> most = bonferroni_confidence(points.size(), confidence);
  if (!most || replicates == 0) return std::nullopt;
  const std::optional<Standardised> data = standardise(points);
  if (!data) return std::nullopt;
  if (data->points == 0) return most;  // nothing shows how they depend
  const std::vector<double> largest = largest_t(*data, replicates, seed);
  // A resample varies as if by the divisor n, the errors are by n - 1.
  const double n = static_cast<double>(data->cases);
  const double critical = *sample_quantile(largest, confidence) * std::sqrt(n / (n - 1));
  return std::clamp(2 * normal_cdf(critical) - 1, confidence, *most);
}

}  // namespace assay
