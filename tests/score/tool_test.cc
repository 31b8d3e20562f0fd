#include "tests/score/judging.h"

namespace assay::testing {
namespace {

using enum Judged;

Reply calling(std::vector<ToolCall> calls) {
  Reply reply;
  reply.tool_calls = std::move(calls);
  return reply;
}

const Reply kSilent = calling({});
const Reply kWeather =
    calling({{"1", "weather", R"({"city":"Paris","unit":{"name":"C","id":1}})"}});
const Reply kTwice = calling({{"1", "weather", R"({"city":"Paris"})"},
                              {"2", "weather", R"({"city":"Lyon"})"},
                              {"3", "time", ""}});
const Reply kBroken = calling({{"1", "weather", R"({"city":)"}});

struct ToolRow {
  std::string_view arguments;
  const Reply& reply;
  Judged judged;
};

TEST(ToolCall, LooksForACallThatFits) {
  const ToolRow rows[] = {
      {R"({"name":"weather"})", kWeather, pass},
      {R"({"name":"weather"})", kSilent, fail},
      {R"({"name":"time"})", kWeather, fail},
      {R"({"name":"weather"})", kBroken, pass},  // the name alone was asked for
      {R"({"name":"weather","arguments":{"city":"Paris"}})", kWeather, pass},
      {R"({"name":"weather","arguments":{"city":"Lyon"}})", kWeather, fail},
      {R"({"name":"weather","arguments":{"unit":{"name":"C"}}})", kWeather, pass},
      {R"({"name":"weather","arguments":{"unit":{"name":"F"}}})", kWeather, fail},
      {R"({"name":"weather","arguments":{"day":1}})", kWeather, fail},
      {R"({"name":"weather","arguments":{"city":"Lyon"}})", kTwice, pass},
      {R"({"name":"weather","arguments":{"city":"Paris"}})", kBroken, fail},
      {R"({"name":"weather","arguments":"{\"city\":\"Lyon\"}"})", kTwice, pass},
      {R"({"name":"time","arguments":{}})", kTwice, pass},  // "" is no arguments
      {R"({"name":"weather","times":2})", kTwice, pass},
      {R"({"name":"weather","times":1})", kTwice, fail},
      {R"({"name":"weather","times":1,"arguments":{"city":"Lyon"}})", kTwice, pass},
      {R"({"name":"weather","arguments":{"type":"object","required":["city"],
           "properties":{"city":{"type":"string"}}}})",
       kWeather, pass},
      {R"({"name":"weather","arguments":{"type":"object","required":["day"],
           "properties":{"day":{"type":"string"}}}})",
       kWeather, fail},
  };
  for (const ToolRow& row : rows) {
    const Judgement judgement = judge_reply("tool_call", row.arguments, row.reply);
    EXPECT_EQ(kind_of(judgement), row.judged) << row.arguments << ": " << judgement.reason;
  }
}

TEST(ToolCall, RefusesWhatCannotBeMeant) {
  EXPECT_NE(check_message("tool_call", "{}"), "");
  EXPECT_NE(check_message("tool_call", R"({"name":"a","times":0})"), "");
  EXPECT_NE(check_message("tool_call", R"({"name":"a","arguments":[1]})"), "");
  EXPECT_NE(check_message("tool_call", R"({"name":"a","arguments":{"type":"object",
      "properties":{"b":{"typ":"string"}}}})"),
            "");
}

TEST(ToolCall, NamesWhatWasCalledInstead) {
  EXPECT_EQ(judge_reply("tool_call", R"({"name":"time"})", kWeather).reason,
            "the model called 'weather', not 'time'");
}

TEST(NoToolCall, PassesWhenNothingWasCalled) {
  EXPECT_EQ(kind_of(judge_reply("no_tool_call", "{}", kSilent)), pass);
  EXPECT_EQ(kind_of(judge_reply("no_tool_call", "{}", kWeather)), fail);
}

TEST(ToolCall, HostileArgumentsFail) {
  const Reply deep = calling({{"1", "weather", std::string(200'000, '[')}});
  const Judgement judgement =
      judge_reply("tool_call", R"({"name":"weather","arguments":{"a":1}})", deep);
  EXPECT_EQ(kind_of(judgement), fail);
  EXPECT_LT(judgement.reason.size(), 500u);
}

}  // namespace
}  // namespace assay::testing
