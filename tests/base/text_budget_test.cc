#include "harness/base/text_budget.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(TextBudget, CountsWhatItAffordsAndNothingElse) {
  TextBudget budget;
  EXPECT_TRUE(budget.repeat("copies", kMaxRepeatedBytes - 1));
  EXPECT_TRUE(budget.repeat("copies", 1));
  EXPECT_FALSE(budget.is_spent());
  EXPECT_FALSE(budget.repeat("copies", 1));
  EXPECT_FALSE(budget.repeat("copies", ~std::uint64_t{0}));
  EXPECT_TRUE(budget.is_spent());
  EXPECT_TRUE(budget.render("prompt 'p'", kMaxCheckedBytes));  // an account of its own
  const Result<void> refused = budget.render("prompt 'p'", std::uint64_t{5} << 20);
  ASSERT_FALSE(refused);
  EXPECT_EQ(
      refused.error().message,
      "prompt 'p' would come to 1029 MB; what sections write in all cases may be 1024 MB in all");
}

}  // namespace
}  // namespace assay
