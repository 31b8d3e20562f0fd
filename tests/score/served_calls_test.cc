// Which result answers which call, and which answer ends a turn.
#include "harness/score/served_calls.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/score/score.h"
#include "harness/suite/turns.h"
#include "tests/support/results.h"

namespace assay {
namespace {

using testing::value_of;

ToolResult tool_row(const char* tool, Json result, std::optional<Json> when = {},
                    std::optional<int> times = {}) {
  ToolResult made;
  made.tool = tool;
  made.result = std::move(result);
  made.when_has_template = when && dump_json(*when).find("{{") != std::string::npos;
  made.when = std::move(when);
  made.times = times;
  return made;
}

Case case_with_tools(ToolResults own, ToolResults shared = {}, int rounds = 8) {
  Case asked;
  asked.id = "c";
  asked.vars =
      Vars(std::make_shared<const VarNames>(std::vector<std::string>{"order"}), {Json("4711")});
  asked.tools = std::make_shared<const ToolServer>(
      ToolServer{std::make_shared<const ToolResults>(std::move(own)),
                 std::make_shared<const ToolResults>(std::move(shared)), rounds});
  asked.expect = std::make_shared<const Expectations>();
  return asked;
}

Reply reply_calling(std::vector<ToolCall> calls) {
  Reply reply;
  if (calls.empty()) reply.answer = "done";
  reply.tool_calls = std::move(calls);
  return reply;
}

ToolCall call_of(const char* name, const char* arguments = "{}") {
  return {"id", name, arguments};
}

Dialogue answers_so_far(std::vector<Reply> replies) {
  Dialogue dialogue;
  for (Reply& reply : replies) dialogue.answers.push_back({std::move(reply), {}, {}});
  return dialogue;
}

// The results by what they say; the reason where there is none.
std::string results_for(const Case& asked, const Dialogue& dialogue, std::vector<ToolCall> calls) {
  const ServedCalls made = serve_calls(asked, dialogue, reply_calling(std::move(calls)));
  if (!made.why.empty()) return (made.is_unable ? "unable: " : "") + made.why;
  std::string results;
  for (const ToolResult* each : made.results) results += dump_json(each->result) + " ";
  return results;
}

TEST(ServedCalls, TheFirstRowThatFitsAnswers) {
  const Case asked = case_with_tools(
      {tool_row("track", 1, Json{{"order", "{{order}}"}}),
       tool_row("track", 2,
                parse_json(R"({"type":"object","properties":{"n":{"type":"integer"}},
                                      "required":["n"]})")
                    .value())},
      {tool_row("track", 3), tool_row("refund", 4)});
  EXPECT_EQ(results_for(asked, {}, {call_of("track", R"({"order":"4711","more":1})")}), "1 ");
  EXPECT_EQ(results_for(asked, {}, {call_of("track", R"({"n":7})")}), "2 ");
  EXPECT_EQ(results_for(asked, {}, {call_of("track", R"({"n":"7"})")}), "3 ");
  EXPECT_EQ(results_for(asked, {}, {call_of("track", "")}), "3 ");
  EXPECT_EQ(results_for(asked, {}, {call_of("track", "no JSON")}), "3 ");
  EXPECT_EQ(results_for(asked, {}, {call_of("refund"), call_of("track"), call_of("refund")}),
            "4 3 4 ");
}

TEST(ServedCalls, WhatNoRowAnswersIsToldWithItsReason) {
  const Case asked = case_with_tools({tool_row("track", 1, Json{{"order", "{{order}}"}})});
  EXPECT_EQ(results_for(asked, {}, {call_of("track", R"({"order":4711})")}),
            "the answer called 'track', and no row of 'tool_results' fits: of the last one of that "
            "name its arguments are '{\"order\":4711}', not '{\"order\":\"4711\"}'");
  EXPECT_EQ(results_for(asked, {}, {call_of("book")}),
            "the answer called 'book', and no row of 'tool_results' is of that name");
}

TEST(ServedCalls, ARowAnswersAsOftenAsItSays) {
  const Case asked =
      case_with_tools({tool_row("refund", "try again", {}, 2), tool_row("refund", "done")});
  EXPECT_EQ(results_for(asked, {}, {call_of("refund")}), "\"try again\" ");
  EXPECT_EQ(results_for(asked, {}, {call_of("refund"), call_of("refund"), call_of("refund")}),
            "\"try again\" \"try again\" \"done\" ");
  const Dialogue before = answers_so_far(
      {reply_calling({call_of("refund")}), reply_calling({}), reply_calling({call_of("refund")})});
  EXPECT_EQ(results_for(asked, before, {call_of("refund")}), "\"done\" ");
  const Case once = case_with_tools({tool_row("refund", 1, {}, 1)});
  EXPECT_EQ(
      results_for(once, {}, {call_of("refund"), call_of("refund")}),
      "the answer called 'refund', and no row of 'tool_results' fits: of the last one of that "
      "name it has answered as often as its 'times' says");
}

TEST(ServedCalls, ToolsAnswerSoOftenInADialogue) {
  const Case asked = case_with_tools({tool_row("t", 1)}, {}, 2);
  const Dialogue once =
      answers_so_far({reply_calling({call_of("t"), call_of("t")}), reply_calling({})});
  EXPECT_EQ(results_for(asked, once, {call_of("t")}), "1 ");
  const Dialogue twice = answers_so_far(
      {reply_calling({call_of("t")}), reply_calling({}), reply_calling({call_of("t")})});
  EXPECT_EQ(results_for(asked, twice, {call_of("t")}),
            "the answer called 't', and tools have answered 2 times already, as many as "
            "'max_tool_rounds' allows");
  EXPECT_EQ(request_count(asked), 3u);
}

TEST(ServedCalls, AnAnswerThatCallsNothingEndsARequest) {
  Case asked = case_with_tools({tool_row("t", 1)});
  const Dialogue dialogue =
      answers_so_far({reply_calling({call_of("t")}), reply_calling({call_of("t")}),
                      reply_calling({}), reply_calling({}), reply_calling({call_of("t")})});
  EXPECT_EQ(ended_requests(asked, dialogue), 2u);
  const auto first = answers_of_request(asked, dialogue, 0);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->first, 0u);
  EXPECT_EQ(first->last, 2u);
  const auto second = answers_of_request(asked, dialogue, 1);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->first, 3u);
  EXPECT_EQ(second->last, 3u);
  EXPECT_FALSE(answers_of_request(asked, dialogue, 2));
  asked.tools = nullptr;  // a script: every answer ends one
  EXPECT_EQ(ended_requests(asked, dialogue), 5u);
  EXPECT_EQ(answers_of_request(asked, dialogue, 4)->first, 4u);
}

TEST(ServedCalls, ExpectationsOfCallsSeeTheTurnOrTheDialogue) {
  const auto expecting = [](const char* name, Json arguments, Channel on = Channel::answer) {
    Expectation each;
    each.name = name;
    each.arguments = std::move(arguments);
    each.on = on;
    return std::make_shared<const Expectations>(Expectations{each});
  };
  struct Row {
    std::shared_ptr<const Expectations> expect;
    bool in_first;  // turn; else of the case
    Verdict verdict;
  };
  const Row rows[] = {
      {expecting("tool_calls", Json{{"expected", {"a", "b"}}, {"order", "exact"}}), true,
       Verdict::pass},
      {expecting("tool_call", Json{{"name", "b"}}), true, Verdict::pass},
      {expecting("no_tool_call", Json::object()), true, Verdict::fail},
      {expecting("tool_call", Json{{"name", "c"}}), true, Verdict::fail},
      {expecting("tool_calls", Json{{"expected", {"c"}}}), false, Verdict::pass},
      {expecting("tool_calls", Json{{"expected", {"a", "b", "c"}}}, Channel::dialogue), false,
       Verdict::pass},
      {expecting("contains", Json{{"text", "done"}}), true, Verdict::pass},
  };
  Suite suite;
  for (const Row& each : rows) {
    Case asked = case_with_tools({tool_row("a", 1), tool_row("b", 2), tool_row("c", 3)});
    for (int turn = 0; turn < 2; ++turn) {
      Turn said;
      said.user = value_of(Template::parse("hi"));
      said.expect =
          turn == 0 && each.in_first ? each.expect : std::make_shared<const Expectations>();
      asked.turns.push_back(std::move(said));
    }
    if (!each.in_first) asked.expect = each.expect;
    const Dialogue dialogue =
        answers_so_far({reply_calling({call_of("a")}), reply_calling({call_of("b")}),
                        reply_calling({}), reply_calling({call_of("c")}), reply_calling({})});
    EXPECT_EQ(Scorer(suite).score(asked, dialogue).verdict, each.verdict)
        << each.expect->front().name << dump_json(each.expect->front().arguments);
  }
}

TEST(ServedCalls, WhatCannotBeDecidedIsAnError) {
  Case asked = case_with_tools({tool_row("t", 1)});
  Expectation wanted;
  wanted.name = "contains";
  wanted.arguments = Json{{"text", "x"}};
  asked.expect = std::make_shared<const Expectations>(Expectations{wanted});
  Dialogue dialogue = answers_so_far({reply_calling({call_of("t")})});
  dialogue.left = "it cannot be said";
  Suite suite;
  EXPECT_EQ(Scorer(suite).score(asked, dialogue).verdict, Verdict::fail);
  dialogue.is_unable = true;
  const CellScore score = Scorer(suite).score(asked, dialogue);
  EXPECT_EQ(score.verdict, Verdict::error);
  EXPECT_EQ(score.parts.front().name, "tool_results");
}

TEST(ServedCalls, AWhenThatIsNoSchemaIsRefusedWithItsPlace) {
  Suite suite;
  ToolResult broken =
      tool_row("t", 1, parse_json(R"({"type":"object","properties":{"a":{"type":7}}})").value());
  broken.where = {"s.yaml", 3, 5};
  suite.cases.push_back(case_with_tools({broken}));
  const Result<void> checked = check_tool_results(suite);
  ASSERT_FALSE(checked);
  EXPECT_TRUE(checked.error().message.starts_with("s.yaml:3:5: in case 'c': 'when' of 't': "))
      << checked.error().message;
}

}  // namespace
}  // namespace assay
