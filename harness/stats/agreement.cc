#include "harness/stats/agreement.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "harness/stats/square.h"

namespace assay {
namespace {

// Squared distance of the i-th and j-th of the ascending `values`, whose
// frequencies are `counts`.
double distance(std::span<const double> values, std::span<const double> counts, std::size_t i,
                std::size_t j, Level level) {
  if (i == j) return 0;
  if (i > j) std::swap(i, j);
  switch (level) {
    case Level::nominal:
      return 1;
    case Level::ordinal: {
      double between = (counts[i] + counts[j]) / 2;
      for (std::size_t k = i + 1; k < j; ++k) between += counts[k];
      return square(between);
    }
    case Level::interval:
      return square(values[i] - values[j]);
    case Level::ratio: {
      const double sum = values[i] + values[j];
      return sum == 0 ? 0 : square((values[i] - values[j]) / sum);
    }
  }
  return 0;
}

std::vector<double> distinct_values(
    const std::vector<std::vector<std::optional<double>>>& ratings) {
  std::vector<double> values;
  for (const auto& judge : ratings) {
    for (const std::optional<double>& rating : judge) {
      if (rating) values.push_back(*rating);
    }
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

// The ratings of one item, as indices into the ascending distinct values.
std::vector<std::size_t> ratings_of(const std::vector<std::vector<std::optional<double>>>& ratings,
                                    std::span<const double> values, std::size_t item) {
  std::vector<std::size_t> found;
  for (const auto& judge : ratings) {
    if (item >= judge.size() || !judge[item]) continue;
    const auto position = std::lower_bound(values.begin(), values.end(), *judge[item]);
    found.push_back(static_cast<std::size_t>(position - values.begin()));
  }
  return found;
}

}  // namespace

std::optional<double> cohen_kappa(const std::vector<std::vector<double>>& table) {
  double total = 0;
  double agreed = 0;
  std::vector<double> rows(table.size());
  std::vector<double> columns(table.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i].size() != table.size()) return std::nullopt;
    for (std::size_t j = 0; j < table.size(); ++j) {
      if (!(table[i][j] >= 0) || !std::isfinite(table[i][j])) return std::nullopt;
      total += table[i][j];
      rows[i] += table[i][j];
      columns[j] += table[i][j];
      if (i == j) agreed += table[i][j];
    }
  }
  if (!(total > 0)) return std::nullopt;
  double by_chance = 0;
  for (std::size_t i = 0; i < table.size(); ++i) by_chance += rows[i] * columns[i];
  by_chance /= square(total);
  if (by_chance >= 1) return std::nullopt;
  return (agreed / total - by_chance) / (1 - by_chance);
}

std::optional<double> krippendorff_alpha(
    const std::vector<std::vector<std::optional<double>>>& ratings, Level level) {
  for (const auto& judge : ratings) {
    for (const std::optional<double>& rating : judge) {
      if (rating && !std::isfinite(*rating)) return std::nullopt;
    }
  }
  const std::vector<double> values = distinct_values(ratings);
  std::size_t items = 0;
  for (const auto& judge : ratings) items = std::max(items, judge.size());

  // Coincidences: every ordered pair of ratings of one item, weighted so that an
  // item counts once a rating.
  std::vector<std::vector<double>> pairs(values.size(), std::vector<double>(values.size()));
  std::vector<double> counts(values.size());
  for (std::size_t item = 0; item < items; ++item) {
    const std::vector<std::size_t> found = ratings_of(ratings, values, item);
    if (found.size() < 2) continue;
    const double weight = 1 / static_cast<double>(found.size() - 1);
    for (std::size_t first = 0; first < found.size(); ++first) {
      counts[found[first]] += 1;
      for (std::size_t second = 0; second < found.size(); ++second) {
        if (first != second) pairs[found[first]][found[second]] += weight;
      }
    }
  }
  double total = 0;
  for (double count : counts) total += count;
  double observed = 0;
  double expected = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = 0; j < values.size(); ++j) {
      const double apart = distance(values, counts, i, j, level);
      observed += pairs[i][j] * apart;
      expected += counts[i] * counts[j] * apart;
    }
  }
  if (!(expected > 0)) return std::nullopt;
  return 1 - (total - 1) * observed / expected;
}

std::optional<CorrectedRate> rogan_gladen(double rate, double n, double sensitivity,
                                          double positives, double specificity, double negatives) {
  const double skill = sensitivity + specificity - 1;
  const auto is_rate = [](double x) { return x >= 0 && x <= 1; };
  if (!is_rate(rate) || !is_rate(sensitivity) || !is_rate(specificity)) return std::nullopt;
  if (!(skill > 0) || !(n > 0) || !(positives > 0) || !(negatives > 0)) return std::nullopt;
  const double corrected = std::clamp((rate + specificity - 1) / skill, 0.0, 1.0);
  const double variance = rate * (1 - rate) / n +
                          square(1 - corrected) * specificity * (1 - specificity) / negatives +
                          square(corrected) * sensitivity * (1 - sensitivity) / positives;
  return CorrectedRate{corrected, std::sqrt(variance) / skill};
}

}  // namespace assay
