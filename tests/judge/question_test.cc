#include "harness/judge/question.h"

#include <gtest/gtest.h>

namespace assay::testing {
namespace {

TEST(JudgeQuestion, IsTwoMessages) {
  JudgeQuestion question;
  question.rubric = "Names the capital.";
  question.question = "Capital of France?";
  question.answer = "Paris";
  const Messages messages = judge_messages(JudgeTemplate::built_in(), question);
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0].role, Role::system);
  EXPECT_EQ(messages[1].role, Role::user);
}

}  // namespace
}  // namespace assay::testing
