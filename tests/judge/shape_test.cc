#include "harness/judge/shape.h"

#include <gtest/gtest.h>

namespace assay::testing {
namespace {

TEST(VerdictShape, AsksForTheReasonFirst) {
  EXPECT_EQ(dump_json(verdict_schema({})),
            R"({"additionalProperties":false,"properties":{"reason":{"type":"string"},)"
            R"("verdict":{"enum":["pass","fail"],"type":"string"}},)"
            R"("required":["reason","verdict"],"type":"object"})");
  EXPECT_EQ(dump_json(verdict_schema({.scale = {{-1, 2}}})),
            R"({"additionalProperties":false,"properties":{"reason":{"type":"string"},)"
            R"("score":{"enum":[-1,0,1,2],"type":"integer"}},)"
            R"("required":["reason","score"],"type":"object"})");
  EXPECT_EQ(verdict_schema(
                {.labels = {{"b", 1, true}, {"a", 0, false}}})["properties"]["verdict"]["enum"],
            Json({"b", "a"}));
}

TEST(VerdictShape, IsAskedForStrictly) {
  const VerdictShape shape{.scale = {{1, 5}}};
  const Json format = verdict_response_format(shape);
  EXPECT_EQ(format["type"], "json_schema");
  EXPECT_EQ(format["json_schema"]["strict"], true);
  EXPECT_EQ(format["json_schema"]["name"], "verdict");
  EXPECT_EQ(format["json_schema"]["schema"], verdict_schema(shape));
}

TEST(VerdictShape, IsSaidInWords) {
  EXPECT_EQ(verdict_form({}), R"({"reason": text, "verdict": "pass"} if the criterion is met, )"
                              R"({"reason": text, "verdict": "fail"} if it is not)");
  EXPECT_EQ(verdict_form({.scale = {{1, 5}}}),
            R"({"reason": text, "score": integer}, the score from 1 to 5)");
  EXPECT_EQ(verdict_form({.labels = {{"same", 1, true}, {"wrong", 0, false}}}),
            R"({"reason": text, "verdict": label}, the label one of "same", "wrong")");
}

}  // namespace
}  // namespace assay::testing
