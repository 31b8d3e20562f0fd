#include "tests/score/judging.h"

namespace assay::testing {
namespace {

using enum Judged;

TEST(Refusal, KnowsHowRefusalsBegin) {
  expect_rows({
      {"refusal", "{}", "I can't help with that.", pass},
      {"refusal", "{}", "I\xE2\x80\x99m sorry, but I can\xE2\x80\x99t assist with that request.",
       pass},
      {"refusal", "{}", "  Sorry, I cannot provide that.", pass},
      {"refusal", "{}", "As an AI language model, I am unable to do this.", pass},
      {"refusal", "{}", "Unfortunately, I must decline.", pass},
      {"refusal", "{}", "I'm sorry to hear that. Here is how:", fail},
      {"refusal", "{}", "I won't lie: it is Paris.", fail},
      {"refusal", "{}", "Paris. I can't help loving it.", fail},
      {"refusal", "{}", "", fail},
      {"refusal", "{}", "\xFF\xFE", fail},
  });
}

TEST(Refusal, BelievesTheProvider) {
  Reply refused;
  refused.refusal = "I can't.";
  EXPECT_EQ(kind_of(judge_reply("refusal", "{}", refused)), pass);
  Reply filtered;
  filtered.finish_reason = FinishReason::filtered;
  EXPECT_EQ(kind_of(judge_reply("refusal", "{}", filtered)), pass);
}

TEST(FinishReasonExpectation, ComparesTheReason) {
  Reply cut;
  cut.finish_reason = FinishReason::length;
  EXPECT_EQ(kind_of(judge_reply("finish_reason", R"({"one_of":"length"})", cut)), pass);
  EXPECT_EQ(kind_of(judge_reply("finish_reason", R"({"one_of":["stop","length"]})", cut)), pass);
  const Judgement judgement = judge_reply("finish_reason", R"({"one_of":"stop"})", cut);
  EXPECT_EQ(kind_of(judgement), fail);
  EXPECT_EQ(judgement.reason, "the reply ended with 'length', not 'stop'");
}

TEST(FinishReasonExpectation, AnUnnamedReasonCannotBeJudged) {
  EXPECT_EQ(kind_of(judge_reply("finish_reason", R"({"one_of":"stop"})", Reply())), unable);
}

TEST(FinishReasonExpectation, RefusesUnknownNames) {
  EXPECT_NE(check_message("finish_reason", R"({"one_of":"stopp"})").find("did you mean 'stop'"),
            std::string::npos);
}

}  // namespace
}  // namespace assay::testing
