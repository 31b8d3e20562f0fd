#include "harness/stats/agreement.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "harness/stats/distribution.h"
#include "harness/stats/mean.h"
#include "harness/stats/proportion.h"
#include "harness/stats/square.h"

namespace assay {
namespace {

bool is_table(const RatingTable& table) {
  if (table.categories < 2 || table.counts.size() / table.categories != table.categories ||
      table.counts.size() % table.categories != 0) {
    return false;
  }
  return std::all_of(table.counts.begin(), table.counts.end(),
                     [](double count) { return count >= 0 && std::isfinite(count); });
}

// The share of items in a row and a column.
template <class Visitor>
void for_each_share(const RatingTable& table, double n, const Visitor& visit) {
  for (std::size_t i = 0; i < table.categories; ++i) {
    for (std::size_t j = 0; j < table.categories; ++j) {
      visit(i, j, table.counts[i * table.categories + j] / n);
    }
  }
}

std::optional<double> beyond_chance(double seen, double by_chance) {
  if (!(by_chance < 1)) return std::nullopt;
  return (seen - by_chance) / (1 - by_chance);
}

// 1 - (mean squared distance) / (that of raters who know nothing of each other).
std::optional<double> weighted_kappa_of(const RatingTable& table, const Agreement& seen) {
  double distance = 0;
  double by_chance = 0;
  for_each_share(table, seen.n, [&](std::size_t i, std::size_t j, double share) {
    const double apart = square(static_cast<double>(i) - static_cast<double>(j));
    distance += apart * share;
    by_chance += apart * seen.first[i] * seen.second[j];
  });
  if (!(by_chance > 0)) return std::nullopt;
  return 1 - distance / by_chance;
}

double gwet_chance(const Agreement& seen) {
  double sum = 0;
  for (std::size_t i = 0; i < seen.first.size(); ++i) {
    const double rate = (seen.first[i] + seen.second[i]) / 2;
    sum += rate * (1 - rate);
  }
  return sum / static_cast<double>(seen.first.size() - 1);
}

}  // namespace

std::optional<Agreement> agreement(const RatingTable& table, double confidence) {
  if (!is_table(table) || !is_inside_unit(confidence)) return std::nullopt;
  Agreement result;
  for (const double count : table.counts) result.n += count;
  if (!(result.n > 0) || !std::isfinite(result.n)) return std::nullopt;
  result.first.assign(table.categories, 0);
  result.second.assign(table.categories, 0);
  double agreed = 0;
  for_each_share(table, result.n, [&](std::size_t i, std::size_t j, double share) {
    result.first[i] += share;
    result.second[j] += share;
    if (i == j) agreed += table.counts[i * table.categories + j];
  });
  result.share = agreed / result.n;
  result.share_interval = *clopper_pearson(std::min(agreed, result.n), result.n, confidence);
  double by_chance = 0;
  for (std::size_t i = 0; i < table.categories; ++i)
    by_chance += result.first[i] * result.second[i];
  result.kappa = beyond_chance(result.share, by_chance);
  if (result.kappa) {
    result.kappa_interval = {std::max(-1.0, *beyond_chance(result.share_interval.low, by_chance)),
                             *beyond_chance(result.share_interval.high, by_chance)};
  }
  result.weighted_kappa = weighted_kappa_of(table, result);
  result.gwet_ac1 = *beyond_chance(result.share, gwet_chance(result));
  result.pabak = *beyond_chance(result.share, 1 / static_cast<double>(table.categories));
  return result;
}

}  // namespace assay
