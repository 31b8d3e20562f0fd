// What is said after an answer, and where no script can go on.
#include "harness/plan/dialogue.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/suite/turns.h"
#include "tests/support/results.h"

namespace assay {
namespace {

using testing::value_of;

Turn user(const char* text) {
  Turn turn;
  turn.user = value_of(Template::parse(text));
  return turn;
}

Turn tool(const char* name, Json result) {
  Turn turn;
  turn.tool = name;
  turn.result = std::move(result);
  return turn;
}

Reply answering(const char* text, std::vector<ToolCall> calls = {}) {
  Reply reply;
  reply.answer = text;
  reply.tool_calls = std::move(calls);
  return reply;
}

Case of_turns(std::vector<Turn> turns) {
  Case asked;
  asked.id = "c";
  asked.vars =
      Vars(std::make_shared<const VarNames>(std::vector<std::string>{"x"}), {Json(R"(a "b")")});
  asked.turns = std::move(turns);
  return asked;
}

TEST(Dialogue, ResultsThatStandTogetherAreOneRequest) {
  const Case asked = of_turns({user("a"), tool("t", 1), tool("u", 2), user("b"), tool("t", 3)});
  const std::vector<TurnsOfRequest> requests = turns_by_request(asked);
  ASSERT_EQ(requests.size(), 4u);
  EXPECT_EQ(requests[1].begin, 1u);
  EXPECT_EQ(requests[1].end, 3u);
  EXPECT_EQ(requests[3].end, 5u);
  EXPECT_EQ(request_count(Case()), 1u);
}

TEST(Dialogue, AnAnswerGoesBackAndTheNextTurnFollows) {
  const Case asked = of_turns({user("a"), user("{{x}}?")});
  Messages messages = {{Role::user, "a", {}, ""}};
  Reply reply = answering("yes");
  reply.reasoning = "a thought";
  EXPECT_EQ(value_of(continue_dialogue(asked, 0, message_of(reply, 0), asked.vars, messages)), "");
  const Messages expected = {{Role::user, "a", {}, ""},
                             {Role::assistant, "yes", {}, ""},
                             {Role::user, "a \"b\"?", {}, ""}};
  EXPECT_EQ(messages, expected);
  EXPECT_EQ(value_of(continue_dialogue(asked, 1, message_of(reply, 1), asked.vars, messages)), "");
  EXPECT_EQ(messages.size(), 4u);  // its end: the answer alone
}

TEST(Dialogue, ResultsGoToTheirCallsInOrder) {
  const Case asked =
      of_turns({user("a"), tool("t", "it's {{x}}"), tool("u", Json{{"k", "{{x}}"}}), tool("t", 2)});
  Messages messages;
  Reply reply = answering("", {{"1", "u", "{}"}, {"", "t", "{}"}, {"3", "t", "{"}});
  reply.reasoning = "a thought";
  EXPECT_EQ(value_of(continue_dialogue(asked, 0, message_of(reply, 0), asked.vars, messages)), "");
  ASSERT_EQ(messages.size(), 4u);
  EXPECT_EQ(messages[0].tool_calls[1].id, "call_1_2");
  EXPECT_EQ(messages[0].tool_calls[2].arguments, "{");
  EXPECT_EQ(messages[0].reasoning, "a thought");
  EXPECT_EQ(messages[1], (Message{Role::tool, "it's a \"b\"", {}, "call_1_2"}));
  EXPECT_EQ(messages[2], (Message{Role::tool, R"({"k":"a \"b\""})", {}, "1"}));
  EXPECT_EQ(messages[3], (Message{Role::tool, "2", {}, "3"}));
}

TEST(Dialogue, ARefusalGoesBackWhereThereIsNoAnswer) {
  Reply reply;
  reply.refusal = "No.";
  EXPECT_EQ(message_of(reply, 0), (Message{Role::assistant, "No.", {}, ""}));
}

TEST(Dialogue, LeavesItsScript) {
  struct Row {
    std::vector<Turn> turns;
    Reply reply;
    const char* why;
  };
  const ToolCall t{"1", "t", "{}"};
  const ToolCall u{"2", "u", "{}"};
  const Row rows[] = {
      {{user("a"), tool("t", 1)},
       answering("hi"),
       "turn 2 has a result of 't', which the answer did not call"},
      {{user("a"), tool("t", 1), tool("t", 2)},
       answering("", {t}),
       "turn 3 has a result of 't', which the answer did not call"},
      {{user("a"), user("b")},
       answering("hi", {t}),
       "the answer called 't', and turn 2 has no result of it"},
      {{user("a"), tool("t", 1)},
       answering("", {t, u}),
       "the answer called 'u', and turn 2 has no result of it"},
  };
  for (const Row& row : rows) {
    Messages messages;
    EXPECT_EQ(value_of(continue_dialogue(of_turns(row.turns), 0, message_of(row.reply, 0), Vars(),
                                         messages)),
              row.why);
    EXPECT_EQ(messages.size(), 1u);  // nothing is said after it
  }
}

Case of_user(int max_turns, const char* first = nullptr) {
  SimulatedUser user;
  user.goal = value_of(Template::parse("a {{x}}"));
  if (first != nullptr) user.first = value_of(Template::parse(first));
  user.max_turns = max_turns;
  Case asked = of_turns({});
  asked.simulate = std::make_shared<const SimulatedUser>(std::move(user));
  return asked;
}

TEST(Dialogue, OfASimulatedUserIsAsLongAsItMayBe) {
  EXPECT_TRUE(is_dialogue(of_user(1)));
  EXPECT_EQ(request_count(of_user(7)), 7u);
}

TEST(Dialogue, NothingIsAddedForASimulatedUserButTheAnswer) {
  const Case asked = of_user(3);
  Messages messages = {{Role::user, "a", {}, ""}};
  EXPECT_EQ(
      value_of(continue_dialogue(asked, 0, message_of(answering("b"), 0), asked.vars, messages)),
      "");
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[1].content, "b");
  const Reply calls = answering("", {{"1", "look up", "{}"}});
  EXPECT_EQ(value_of(continue_dialogue(asked, 1, message_of(calls, 1), Vars(), messages)),
            "the answer called 'look up', and a simulated user gives no results of tools");
  EXPECT_EQ(messages.size(), 3u);
}

TEST(Dialogue, ASimulatedUserFollowsSystemMessagesAlone) {
  Suite suite;
  suite.prompts.push_back({"p",
                           {{Role::system, value_of(Template::parse("Be brief.")), {}, ""},
                            {Role::user, value_of(Template::parse("unused")), {}, ""}},
                           {},
                           {}});
  EXPECT_EQ(value_of(render_messages(suite, 0, of_user(3))).size(), 1u);
  const Messages first = value_of(render_messages(suite, 0, of_user(3, "Hi {{x}}.")));
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(first[1].role, Role::user);
  EXPECT_EQ(first[1].content, R"(Hi a "b".)");
}

}  // namespace
}  // namespace assay
