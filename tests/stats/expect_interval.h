// Comparing intervals in the tests of stats/.
#pragma once

#include <gtest/gtest.h>

#include <optional>

#include "harness/stats/interval.h"

namespace assay::testing {

inline void expect_interval(const std::optional<Interval>& interval, double low, double high,
                            double tolerance = 1e-6) {
  ASSERT_TRUE(interval);
  EXPECT_NEAR(interval->low, low, tolerance);
  EXPECT_NEAR(interval->high, high, tolerance);
}

}  // namespace assay::testing
