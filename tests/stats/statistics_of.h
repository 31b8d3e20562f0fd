// Published data and statistics of them, for more than one test of stats/.
#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <vector>

#include "harness/stats/resample.h"

namespace assay::testing {

// The mean of `values`, which must outlive it.
inline Statistic mean_of(const std::vector<double>& values) {
  return [&values](std::span<const std::size_t> indices) {
    double sum = 0;
    for (std::size_t index : indices) sum += values[index];
    return sum / static_cast<double>(indices.size());
  };
}

// Pearson's correlation of x and y, which must outlive it.
inline Statistic correlation_of(const std::vector<double>& x, const std::vector<double>& y) {
  return [&x, &y](std::span<const std::size_t> indices) {
    const double mean_x = mean_of(x)(indices);
    const double mean_y = mean_of(y)(indices);
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (std::size_t i : indices) {
      xx += (x[i] - mean_x) * (x[i] - mean_x);
      yy += (y[i] - mean_y) * (y[i] - mean_y);
      xy += (x[i] - mean_x) * (y[i] - mean_y);
    }
    return xy / std::sqrt(xx * yy);
  };
}

inline double on_all(std::size_t n, const Statistic& statistic) {
  std::vector<std::size_t> indices(n);
  std::iota(indices.begin(), indices.end(), std::size_t{0});
  return statistic(indices);
}

// What the jackknife asks of any statistic: element i is the statistic without unit i.
inline std::vector<double> jackknife_values(std::size_t n, const Statistic& statistic) {
  std::vector<double> values;
  for (std::size_t left_out = 0; n > 1 && left_out < n; ++left_out) {
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < n; ++i) {
      if (i != left_out) indices.push_back(i);
    }
    values.push_back(statistic(indices));
  }
  return values;
}

// The means of all 256 resamples of four values, ascending.
inline std::vector<double> every_resample_mean(const std::vector<double>& values) {
  std::vector<double> means;
  for (double a : values)
    for (double b : values)
      for (double c : values)
        for (double d : values) means.push_back((a + b + c + d) / 4);
  std::sort(means.begin(), means.end());
  return means;
}

// The law school data of Efron and Tibshirani (1993), table 3.1.
inline const std::vector<double> kLsat = {576, 635, 558, 578, 666, 580, 555, 661,
                                          651, 605, 653, 575, 545, 572, 594};
inline const std::vector<double> kGpa = {3.39, 3.30, 2.81, 3.03, 3.44, 3.07, 3.00, 3.43,
                                         3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96};

}  // namespace assay::testing
