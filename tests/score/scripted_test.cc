// What `exec`, `python` and `javascript` ask of scripts, and what they refuse.
#include "harness/score/scripted.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/verdict.h"
#include "harness/provider/outcome.h"
#include "harness/score/score.h"
#include "tests/score/judging.h"

namespace assay::testing {
namespace {

// Says what it is told to, and remembers what it was asked.
class ToldDesk final : public ScriptDesk {
 public:
  explicit ToldDesk(Judgement told) : told_(std::move(told)) {}
  Judgement mark(const ScriptRequest& request, std::string_view text) override {
    asked.push_back(request);
    texts.emplace_back(text);
    turns.push_back(turn_);
    return told_;
  }
  ScriptMetrics take_metrics() override { return {{"words", 3}}; }
  void turn_to(std::size_t answer) override { turn_ = answer; }

  std::vector<ScriptRequest> asked;
  std::vector<std::string> texts;
  std::vector<std::size_t> turns;  // of a dialogue: which answer each was asked about

 private:
  Judgement told_;
  std::size_t turn_ = 0;
};

Expectation written(const char* name, const char* arguments) {
  Expectation expectation;
  expectation.name = name;
  expectation.arguments = parse_json(arguments).value();
  return expectation;
}

Case case_of(Expectations expectations) {
  Case asked;
  asked.id = "c";
  asked.expect = std::make_shared<const Expectations>(std::move(expectations));
  return asked;
}

CellScore score(const Case& asked, ScriptDesk* desk) {
  Suite suite;
  Reply reply;
  reply.answer = "the answer";
  return Scorer(suite).score(asked, reply, Timings(), std::nullopt, nullptr, nullptr, desk);
}

TEST(ScriptExpectation, AsksTheDeskWithItsArguments) {
  ToldDesk desk(Judgement::pass("fine"));
  const Case asked = case_of({written("python", R"({"file": "a.py", "function": "f",
    "timeout": "1m30s", "config": {"most": [1, null]}, "env": ["A", "B_2"], "at_least": 0.75})")});
  const CellScore scored = score(asked, &desk);
  ASSERT_EQ(desk.asked.size(), 1U);
  const ScriptRequest& request = desk.asked[0];
  const ScriptSource source{"python", {}, "a.py", "f", "", {"A", "B_2"}, milliseconds{90'000}};
  EXPECT_EQ(request.source, source);
  EXPECT_EQ(request.config, parse_json(R"({"most": [1, null]})").value());
  EXPECT_EQ(request.at_least, 0.75);
  EXPECT_EQ(desk.texts[0], "the answer");
  EXPECT_EQ(scored.verdict, Verdict::pass);
  EXPECT_EQ(scored.parts[0].metrics, (ScriptMetrics{{"words", 3}}));
}

TEST(ScriptExpectation, IsToldWhichAnswerOfADialogueItMarks) {
  const Expectation exec = written("exec", R"({"command": ["./mark"]})");
  Case asked = case_of({exec});
  asked.turns.resize(2);
  for (Turn& turn : asked.turns) turn.expect = asked.expect;
  Dialogue dialogue;
  for (const char* const text : {"first", "second"}) {
    Reply reply;
    reply.answer = text;
    dialogue.answers.push_back({reply, Timings(), std::nullopt});
  }
  ToldDesk desk(Judgement::pass());
  const CellScore scored = Scorer(Suite()).score(asked, dialogue, nullptr, nullptr, &desk);
  EXPECT_EQ(desk.texts, (std::vector<std::string>{"second", "first", "second"}));
  EXPECT_EQ(desk.turns, (std::vector<std::size_t>{1, 0, 1}));
  ASSERT_EQ(scored.parts.size(), 3U);
  EXPECT_EQ(scored.parts[1].turn, 1);
  EXPECT_EQ(scored.parts[1].metrics, (ScriptMetrics{{"words", 3}}));
}

TEST(ScriptExpectation, IsAnErrorWithoutAMarkUnderNotToo) {
  const Expectation exec = written("exec", R"({"command": ["./mark"]})");
  Expectation negated;
  negated.name = "not";
  negated.children = {exec};
  for (const Expectation& each : {exec, negated}) {
    EXPECT_EQ(score(case_of({each}), nullptr).verdict, Verdict::error);
    ToldDesk desk(Judgement::unable("script: it hangs"));
    const CellScore scored = score(case_of({each}), &desk);
    EXPECT_EQ(scored.verdict, Verdict::error);
    EXPECT_EQ(scored.parts[0].reason, "script: it hangs");
  }
}

TEST(ScriptExpectation, RefusesWhatItCannotMean) {
  struct Row {
    const char* name;
    const char* arguments;
    const char* message;
  };
  const Row rows[] = {
      {"exec", R"({"command": [" "]})", "'command' must begin with a program"},
      {"exec", R"({"command": ["a"], "timeout": "0s"})", "'timeout' must be "},
      {"exec", R"({"command": ["a"], "timeout": "10"})", "'timeout' must be "},
      {"exec", R"({"command": ["a"], "timeout": "61m"})", "'timeout' must be at most 60m"},
      {"exec", R"({"command": ["a"], "env": ["A=1"]})", "'env' names variables, and 'A=1' is no "},
      {"exec", R"({"command": ["a"], "env": ["1A"]})", "'env' names variables, and '1A' is no "},
      {"python", R"({"code": "True", "at_least": 0})", "'at_least' must be above 0"},
      {"python", R"({"code": "True", "at_least": 1.5})", "'at_least' must be above 0"},
      {"python", R"({"code": "True", "vars": [1]})", "'vars' is a map"},
      {"javascript", R"({"code": "true", "function": "f"})", "'function' is one of a 'file'"},
  };
  for (const Row& row : rows)
    EXPECT_TRUE(check_message(row.name, row.arguments).starts_with(row.message))
        << row.arguments << ": " << check_message(row.name, row.arguments);
}

TEST(ScriptExpectation, TellsWhichScriptsThereAre) {
  Expectation any;
  any.name = "any";
  any.children = {written("javascript", R"({"code": "true"})"),
                  written("contains", R"({"text":"a"})")};
  const std::vector<ScriptSource> uses =
      script_uses({written("exec", R"({"command": ["a", "b"]})"), any,
                   written("python", R"({"file": "c.py", "config": {"x": "{{x}}"}})")});
  ASSERT_EQ(uses.size(), 3U);
  EXPECT_EQ(uses[0].command, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(uses[1].code, "true");
  EXPECT_EQ(uses[2].file, "c.py");
}

}  // namespace
}  // namespace assay::testing
