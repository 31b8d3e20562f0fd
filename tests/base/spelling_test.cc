#include "harness/base/spelling.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace assay {
namespace {

TEST(Spelling, CountsInsertionsDeletionsSubstitutionsAndSwaps) {
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("temperture", "temperature"), 1U);
  EXPECT_EQ(edit_distance("nmae", "name"), 1U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(Spelling, IsAMetricUpToTheTriangle) {
  EXPECT_TRUE(rc::check([](const std::string& a, const std::string& b) {
    RC_ASSERT(edit_distance(a, b) == edit_distance(b, a));
    RC_ASSERT((edit_distance(a, b) == 0) == (a == b));
    RC_ASSERT(edit_distance(a, b) <= std::max(a.size(), b.size()));
  }));
}

TEST(Spelling, SuggestsOnlyWhatIsNear) {
  const std::vector<std::string> keys = {"temperature", "top_p", "max_tokens"};
  EXPECT_EQ(did_you_mean("temperture", keys), "; did you mean 'temperature'?");
  EXPECT_EQ(did_you_mean("TOP_P", keys), "; did you mean 'top_p'?");
  EXPECT_EQ(did_you_mean("colour", keys), "");
}

}  // namespace
}  // namespace assay
