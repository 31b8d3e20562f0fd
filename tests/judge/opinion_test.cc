#include "harness/judge/opinion.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay::testing {
namespace {

JudgeVote vote(const std::string& word) {
  if (word == "-") return tl::unexpected<std::string>("cut off");
  if (word == "pass") return JudgeVerdict{"because", 1, true, std::nullopt, "pass"};
  if (word == "fail") return JudgeVerdict{"because", 0, false, std::nullopt, "fail"};
  if (word == "part") return JudgeVerdict{"because", 0.4, true, std::nullopt, "part"};
  const int score = std::stoi(word);  // NOLINT: a test's own words
  return JudgeVerdict{"because", (score - 1) / 4.0, false, score, ""};
}

struct VoteRow {
  std::vector<std::string> votes;
  std::string says;  // the verdict, or the error
  int flips = 0;
};

void expect_rows(const std::vector<VoteRow>& rows) {
  for (const VoteRow& row : rows) {
    std::vector<JudgeVote> votes;
    std::string trace;
    int errors = 0;
    for (const std::string& word : row.votes) {
      votes.push_back(vote(word));
      trace += word + " ";
      errors += word == "-";
    }
    SCOPED_TRACE(trace);
    const auto opinion = settle_votes(votes);
    if (!opinion) {
      EXPECT_EQ(opinion.error(), row.says);
      continue;
    }
    const JudgeVerdict& verdict = opinion->verdict;
    EXPECT_EQ(verdict.score ? std::to_string(*verdict.score) : verdict.label, row.says);
    EXPECT_EQ(opinion->asked, static_cast<std::int64_t>(row.votes.size()));
    EXPECT_EQ(opinion->errors, errors);
    EXPECT_EQ(opinion->flips, row.flips);
  }
}

TEST(SettleVotes, TakesTheSideOfMoreThanHalfOfAllAsked) {
  expect_rows({
      {{"pass"}, "pass"},
      {{"fail"}, "fail"},
      {{"pass", "pass", "fail"}, "pass", 1},
      {{"fail", "pass", "fail"}, "fail", 1},
      {{"pass", "fail"}, "undecided: fail, pass"},
      {{"pass", "fail", "fail", "pass"}, "undecided: fail, fail, pass, pass"},
      {{"pass", "pass", "pass", "fail", "fail"}, "pass", 2},
  });
}

TEST(SettleVotes, CountsAnErrorForNobody) {
  expect_rows({
      {{"-"}, "cut off"},
      {{"-", "-", "-"}, "cut off"},
      {{"pass", "-"}, "undecided: pass, and 1 error"},
      {{"pass", "pass", "-"}, "pass"},
      {{"-", "fail", "fail"}, "fail"},
      {{"pass", "-", "fail"}, "undecided: fail, pass, and 1 error"},
      {{"pass", "-", "-"}, "undecided: pass, and 2 errors"},
      {{"pass", "pass", "fail", "-", "-"}, "undecided: fail, pass, pass, and 2 errors"},
      {{"pass", "pass", "pass", "-", "-"}, "pass"},
  });
}

TEST(SettleVotes, TakesTheLabelThatMostOfThatSideGave) {
  expect_rows({
      {{"pass", "part", "part"}, "part"},
      {{"pass", "pass", "part"}, "pass"},
      {{"pass", "part", "fail"}, "part", 1},  // both pass; what is worth less
      {{"fail", "fail", "part", "part", "pass"}, "part", 2},
  });
}

TEST(SettleVotes, TakesTheScoreThatMoreThanHalfReach) {
  expect_rows({
      {{"3"}, "3"},
      {{"5", "1", "3"}, "3", 2},
      {{"4", "4", "5"}, "4", 1},
      {{"4", "5"}, "4", 1},
      {{"1", "2", "4", "5"}, "2", 3},
      {{"4", "4", "-"}, "4"},
      {{"4", "5", "-"}, "undecided: 4, 5, and 1 error"},
      {{"4", "-"}, "undecided: 4, and 1 error"},
      {{"-", "3", "3", "3", "1"}, "3", 1},
      {{"-", "2", "3", "3", "1"}, "undecided: 1, 2, 3, 3, and 1 error"},
  });
}

TEST(SettleVotes, KeepsTheReasonOfTheFirstThatAgrees) {
  std::vector<JudgeVote> votes = {vote("fail"), vote("pass"), vote("pass")};
  votes[1]->reason = "first";
  votes[2]->reason = "second";
  EXPECT_EQ(settle_votes(votes).value().verdict.reason, "first");
}

TEST(SettleVotes, NeedsSomebodyToAsk) {
  EXPECT_EQ(settle_votes({}).error(), "nobody was asked");
}

}  // namespace
}  // namespace assay::testing
