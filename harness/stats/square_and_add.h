// The interval of what is computed from independent estimates, each with an interval
// of its own: MOVER, the method of variance estimates recovery. How far each part's
// limit moves the whole is squared and added, lower ends apart from upper ones, so
// that skewed intervals make a skewed one and nothing collapses to no width.
//
// Source: G. Y. Zou and A. Donner, Statistics in Medicine 27 (2008), 1693-1702, for
// sums. Of another function it is the same to first order.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "harness/stats/interval.h"
#include "harness/stats/square.h"

namespace assay {

struct Part {
  double value = 0;
  Interval limits;
};

// `whole` takes the parts' values as one std::array. A limit at which it is not a
// number does not move it.
template <std::size_t N, class Function>
Interval square_and_add(const Function& whole, const std::array<Part, N>& parts) {
  std::array<double, N> values;
  for (std::size_t i = 0; i < N; ++i) values[i] = parts[i].value;
  const double value = whole(values);
  double below = 0;
  double above = 0;
  for (std::size_t i = 0; i < N; ++i) {
    double fall = 0;
    double rise = 0;
    for (const double limit : {parts[i].limits.low, parts[i].limits.high}) {
      std::array<double, N> moved = values;
      moved[i] = limit;
      const double move = whole(moved) - value;
      if (move < 0) fall = std::max(fall, -move);
      if (move > 0) rise = std::max(rise, move);
    }
    below += square(fall);
    above += square(rise);
  }
  return {value - std::sqrt(below), value + std::sqrt(above)};
}

}  // namespace assay
