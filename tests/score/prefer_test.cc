// What a preference asks, and what one that does not hold for an answer makes of its cell.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "harness/score/judged.h"
#include "harness/score/score.h"
#include "tests/score/judging.h"

namespace assay::testing {
namespace {

Expectation written(std::string name, const Json& arguments, Channel on = Channel::answer) {
  Expectation made;
  made.name = std::move(name);
  made.arguments = arguments;
  made.on = on;
  return made;
}
Expectation holding(std::string name, std::vector<Expectation> children) {
  Expectation made;
  made.name = std::move(name);
  made.children = std::move(children);
  return made;
}
Expectation preference(Channel on = Channel::answer) {
  return written(
      "prefer", {{"over", "model=old"}, {"rubric", "Which is better?"}, {"by", Json::array({"j"})}},
      on);
}

// Says one thing of every answer, and keeps what it was asked.
class SaysAlways final : public JudgeDesk {
 public:
  explicit SaysAlways(Judgement said) : said_(std::move(said)) {}

  Judgement judge(const JudgeRequest&, std::string_view) override { return said_; }
  Judgement prefer(const PreferRequest& request, Channel channel, std::string_view text) override {
    asked.push_back({request, channel, std::string(text)});
    return said_;
  }
  tl::expected<Embedding, Judgement> embed(const std::string&, std::string_view) override {
    return tl::unexpected(said_);
  }
  std::string take_asked() override { return {}; }
  std::vector<ComparedPair> take_pairs() override { return {{"j", "first", "second", "x"}}; }

  struct Asked {
    PreferRequest request;
    Channel channel;
    std::string text;
  };
  std::vector<Asked> asked;

 private:
  Judgement said_;
};

CellScore score_of(std::vector<Expectation> expectations, SaysAlways& desk) {
  Case asked;
  asked.id = "c";
  asked.expect = std::make_shared<const Expectations>(std::move(expectations));
  Reply reply;
  reply.answer = "an answer";
  reply.reasoning = "thoughts";
  const Suite suite;
  return Scorer(suite).score(asked, reply, Timings(), std::nullopt, &desk);
}

TEST(Prefer, RefusesWhatNamesNoVariantAndNoLimit) {
  struct Row {
    const char* arguments;
    const char* says;
  };
  const Row kRows[] = {
      {R"({"over":"model=old","rubric":"r"})", ""},
      {R"({"over":"model=old, temperature=0.5","rubric":"r","at_least":1})", ""},
      {R"({"over":{"model":"old","prompt":"p","temperature":0},"rubric":"r","at_least":0.5})", ""},
      {R"({"rubric":"r"})", "needs 'over': the variant to compare with"},
      {R"({"over":"old","rubric":"r"})",
       "'over' names a variant as a gate does: \"model=old,temperature=0\""},
      {R"({"over":"","rubric":"r"})",
       "'over' names a variant as a gate does: \"model=old,temperature=0\""},
      {R"({"over":{},"rubric":"r"})",
       "'over' names a variant as a gate does: \"model=old,temperature=0\""},
      {R"({"over":["model=old"],"rubric":"r"})",
       "'over' names a variant as a gate does: \"model=old,temperature=0\""},
      {R"({"over":"model=a,model=b","rubric":"r"})", "'over' names 'model' twice"},
      {R"({"over":"promt=a","rubric":"r"})",
       "'over' names variants by model, prompt or a parameter, not by 'promt'; did you mean "
       "'prompt'?"},
      {R"({"over":"model=old"})", "needs a rubric: what makes an answer better?"},
      {R"({"over":"model=old","rubric":"r","at_least":0})",
       "'at_least' is 0.5, where a tie passes, or 1, where it does not"},
      {R"({"over":"model=old","rubric":"r","at_least":0.75})",
       "'at_least' is 0.5, where a tie passes, or 1, where it does not"},
  };
  for (const Row& row : kRows) EXPECT_EQ(check_message("prefer", row.arguments), row.says);
}

TEST(Prefer, AsksWithItsArgumentsAndItsChannel) {
  SaysAlways desk(Judgement::pass());
  const CellScore score = score_of({preference(), preference(Channel::reasoning)}, desk);
  ASSERT_EQ(desk.asked.size(), 2U);
  EXPECT_EQ(desk.asked[0].request.over.model, "old");
  EXPECT_EQ(desk.asked[0].request.at_least, 0.5);
  EXPECT_EQ(desk.asked[0].text, "an answer");
  EXPECT_EQ(desk.asked[1].channel, Channel::reasoning);
  EXPECT_EQ(desk.asked[1].text, "thoughts");
  EXPECT_EQ(score.parts[0].pairs.size(), 1U);
}

TEST(Prefer, IsTwoCallsAndSaysOverWhom) {
  const Expectations list = {preference(), holding("not", {preference()})};
  const std::vector<JudgeUse> uses = judge_uses(list);
  ASSERT_EQ(uses.size(), 2U);
  EXPECT_EQ(uses[0].calls(), 2);
  EXPECT_EQ(uses[0].shape.labels.size(), 3U);
  EXPECT_EQ(uses[1].over->model, "old");
  EXPECT_EQ(prefer_uses(list).size(), 2U);
}

// Without a desk that knows of pairs, as where people stand in for judges.
TEST(Prefer, CannotBeToldByWhoKnowsOneAnswer) {
  EXPECT_EQ(judge_text("prefer", R"({"over":"model=old","rubric":"r"})", "x").kind,
            Judgement::Kind::error);
}

// An answer that an expectation does not hold for is judged by what else there is.
TEST(Exempt, IsAsIfTheExpectationWereNotThere) {
  const Expectation yes = written("contains", {{"text", "answer"}});
  const Expectation no = written("contains", {{"text", "nothing like it"}});
  const Expectation unknown = written("cost_usd", {{"at_most", 1}});
  struct Row {
    const char* name;
    std::vector<Expectation> list;
    Verdict verdict;
  };
  const Row kRows[] = {
      {"alone", {preference()}, Verdict::unscored},
      {"not", {holding("not", {preference()})}, Verdict::unscored},
      {"beside a pass", {preference(), yes}, Verdict::pass},
      {"beside a fail", {preference(), no}, Verdict::fail},
      {"beside an error", {preference(), unknown}, Verdict::error},
      {"all of it", {holding("all", {preference(), preference()})}, Verdict::unscored},
      {"not all of it", {holding("not", {holding("all", {preference()})})}, Verdict::unscored},
      {"all, with a pass", {holding("all", {preference(), yes})}, Verdict::pass},
      {"all, with a fail", {holding("all", {preference(), no})}, Verdict::fail},
      {"any, with a pass", {holding("any", {preference(), yes})}, Verdict::pass},
      {"any, with a fail", {holding("any", {preference(), no})}, Verdict::fail},
      {"not any, with a fail",
       {holding("not", {holding("any", {preference(), no})})},
       Verdict::pass},
  };
  for (const Row& row : kRows) {
    SaysAlways desk(Judgement::exempt("it is the one"));
    const CellScore score = score_of(row.list, desk);
    EXPECT_EQ(score.verdict, row.verdict) << row.name;
    EXPECT_FALSE(waits_for_label(score.verdict, score.parts)) << row.name;
  }
}

}  // namespace
}  // namespace assay::testing
