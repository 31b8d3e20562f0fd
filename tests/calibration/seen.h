// How often one way to make an interval held the truth, and how wide it was.
#pragma once

#include "harness/stats/interval.h"

namespace assay::calibration {

// Of a nominal 95 %, where labels of people correct a judge.
inline constexpr double kLeast = 0.93;

inline bool holds(const Interval& interval, double truth) {
  return interval.low <= truth && truth <= interval.high;
}

inline double width_of(const Interval& interval) {
  return interval.high - interval.low;
}

// Of one way to make an interval.
struct Seen {
  int covered = 0;
  int passed = 0;  // a gate whose margin the candidate is worse by
  double width = 0;

  void count(const Interval& interval, double truth) {
    covered += holds(interval, truth) ? 1 : 0;
    passed += interval.low > truth ? 1 : 0;
    width += width_of(interval);
  }
};

}  // namespace assay::calibration
