// Which second verdict of a judge counts as another one.
#include "harness/report/summary/canaries.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

struct Turned {
  const char* name;
  VerdictShape shape;
  const char* before;
  const char* reply;
  bool has_turned;
};

class CanaryVerdict : public ::testing::TestWithParam<Turned> {};

TEST_P(CanaryVerdict, TurnsAsTheTableSays) {
  ManifestCanary canary;
  canary.shape = GetParam().shape;
  canary.said = GetParam().before;
  Reply reply;
  reply.answer = GetParam().reply;
  reply.finish_reason = FinishReason::stop;
  EXPECT_EQ(has_turned(canary, reply), GetParam().has_turned);
}

const VerdictShape kPassOrFail;
const VerdictShape kFive{.scale = std::pair(1, 5)};
const VerdictShape kTen{.scale = std::pair(0, 10)};
const VerdictShape kGrades{.labels = {{"A", 1, true}, {"B", 1, true}, {"C", 0, false}}};

INSTANTIATE_TEST_SUITE_P(
    Rows, CanaryVerdict,
    ::testing::Values(
        Turned{"the_same", kPassOrFail, "pass", R"({"reason": "x", "verdict": "pass"})", false},
        Turned{"for_another_reason", kPassOrFail, "fail", R"({"reason": "y", "verdict": "fail"})",
               false},
        Turned{"the_other", kPassOrFail, "pass", R"({"reason": "x", "verdict": "fail"})", true},
        Turned{"no_verdict", kPassOrFail, "pass", "It passes.", true},
        Turned{"another_label_of_its_side", kGrades, "A", R"({"reason": "x", "verdict": "B"})",
               true},
        Turned{"the_same_label", kGrades, "C", R"({"reason": "x", "verdict": "C"})", false},
        Turned{"a_neighbouring_mark", kFive, "4", R"({"reason": "x", "score": 5})", false},
        Turned{"two_marks_of_five", kFive, "3", R"({"reason": "x", "score": 5})", true},
        Turned{"two_marks_of_eleven", kTen, "8", R"({"reason": "x", "score": 6})", false},
        Turned{"three_marks_of_eleven", kTen, "8", R"({"reason": "x", "score": 5})", true},
        Turned{"beyond_the_scale", kTen, "8", R"({"reason": "x", "score": 11})", true},
        Turned{"a_record_that_is_no_mark", kTen, "pass", R"({"reason": "x", "score": 8})", true}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Canaries, EachRunAsksForThemAnew) {
  ManifestCanary canary;
  canary.call = "00";
  EXPECT_EQ(canary_key(canary, "run-1"), canary_key(canary, "run-1"));
  EXPECT_NE(canary_key(canary, "run-1"), canary_key(canary, "run-2"));
}

}  // namespace
}  // namespace assay
