#include "harness/base/apportion.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <numeric>

namespace assay {
namespace {

using Shares = std::vector<std::int64_t>;

struct Row {
  std::int64_t total;
  Shares weights;
  Shares shares;
};

TEST(Apportion, GivesWhatIsLeftToTheLargestRemainders) {
  for (const Row& row : std::vector<Row>{
           {10, {1, 1}, {5, 5}},
           {10, {1, 1, 1}, {4, 3, 3}},
           {7, {5, 3, 1}, {4, 2, 1}},  // 3.9, 2.3, 0.8
           {0, {3, 4}, {0, 0}},
           {5, {0, 0, 0}, {2, 2, 1}},
           {5, {0, 7}, {0, 5}},
           {3, {2}, {3}},
           {std::numeric_limits<std::int64_t>::max(),
            {std::numeric_limits<std::int64_t>::max() / 2, 0},
            {std::numeric_limits<std::int64_t>::max(), 0}},
       }) {
    EXPECT_EQ(apportion(row.total, row.weights), row.shares) << row.total;
  }
}

// No unit appears or is lost, and no share is a whole unit from what is due.
RC_GTEST_PROP(ApportionProperty, AddsUpToTheTotal, ()) {
  const auto total = *rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << 50);
  const auto weights =
      *rc::gen::suchThat(rc::gen::container<Shares>(rc::gen::inRange<std::int64_t>(0, 300'000)),
                         [](const Shares& each) { return !each.empty(); });
  const Shares shares = apportion(total, weights);
  RC_ASSERT(shares.size() == weights.size());
  RC_ASSERT(std::accumulate(shares.begin(), shares.end(), std::int64_t{0}) == total);
  const auto sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  for (std::size_t i = 0; i < shares.size(); ++i) {
    RC_ASSERT(shares[i] >= 0);
    if (sum == 0) continue;
    const long double due = static_cast<long double>(total) * static_cast<long double>(weights[i]) /
                            static_cast<long double>(sum);
    RC_ASSERT(std::abs(static_cast<long double>(shares[i]) - due) <= 1.001L);
  }
}

}  // namespace
}  // namespace assay
