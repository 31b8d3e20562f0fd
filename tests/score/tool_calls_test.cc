// A reply's calls against a list of expected ones.
#include <span>

#include "tests/score/judging.h"

namespace assay::testing {
namespace {

using enum Judged;

Reply reply_calling(const std::vector<std::string>& names) {
  Reply reply;
  for (const std::string& name : names) reply.tool_calls.push_back({"", name, "{}"});
  return reply;
}

struct ToolCallsRow {
  Json arguments;
  std::vector<std::string> called;
  Judged judged;
  double value;
};

void expect_judged(std::span<const ToolCallsRow> rows) {
  for (const ToolCallsRow& row : rows) {
    const Judgement judgement =
        judge_reply("tool_calls", row.arguments.dump(), reply_calling(row.called));
    EXPECT_EQ(kind_of(judgement), row.judged) << row.arguments << ": " << judgement.reason;
    EXPECT_DOUBLE_EQ(judgement.value, row.value) << row.arguments;
  }
}

TEST(ToolCalls, AreComparedByF1) {
  const Json ab = {"a", "b"};
  const ToolCallsRow rows[] = {
      {{{"expected", ab}}, {"a", "b"}, pass, 1},
      {{{"expected", ab}}, {"b", "a"}, pass, 1},
      {{{"expected", ab}}, {"a"}, fail, 2.0 / 3},
      {{{"expected", ab}}, {"a", "c"}, fail, 0.5},
      {{{"expected", ab}}, {"a", "b", "c"}, fail, 0.8},
      {{{"expected", ab}, {"at_least", 0.8}}, {"a", "b", "c"}, pass, 0.8},
      {{{"expected", ab}}, {"c"}, fail, 0},
      {{{"expected", ab}}, {}, fail, 0},
      {{{"expected", ab}}, {"a", "b", "b"}, fail, 0.8},  // once each is expected
      {{{"expected", {"b", "b"}}}, {"b", "b"}, pass, 1},
      {{{"expected", "a"}}, {"a"}, pass, 1},
      {{{"expected", R"(["a", "b"])"}}, {"a", "b"}, pass, 1},  // a rendered template
  };
  expect_judged(rows);
}

TEST(ToolCalls, MayBeASubsetOrASuperset) {
  const auto with = [](std::string_view measure) {
    return Json{{"expected", {"a", "b"}}, {"measure", measure}};
  };
  const ToolCallsRow rows[] = {
      {with("recall"), {"c", "b", "a"}, pass, 1}, {with("recall"), {"a", "c"}, fail, 0.5},
      {with("precision"), {"b"}, pass, 1},        {with("precision"), {"b", "c"}, fail, 0.5},
      {with("precision"), {}, fail, 0},  // of no calls there is none
  };
  expect_judged(rows);
}

TEST(ToolCalls, MayHaveAnOrder) {
  const Json ordered{{"expected", {"search", "open", "book"}}, {"order", "exact"}};
  Json others = ordered;
  others["measure"] = "recall";
  const ToolCallsRow rows[] = {
      {ordered, {"search", "open", "book"}, pass, 1},
      {ordered, {"open", "search", "book"}, fail, 2.0 / 3},
      {ordered, {"book", "open", "search"}, fail, 1.0 / 3},
      {others, {"search", "wait", "open", "search", "book"}, pass, 1},
      {others, {"search", "book", "open"}, fail, 2.0 / 3},
  };
  expect_judged(rows);
}

// Taking the first call that fits would leave the second expected one without any.
TEST(ToolCalls, ArePairedAsOftenAsCanBe) {
  Reply reply;
  reply.tool_calls = {{"1", "get", R"({"city":"Paris","day":1})"}, {"2", "get", R"({"day":2})"}};
  const Json expected = {"get", {{"name", "get"}, {"arguments", {{"city", "Paris"}}}}};
  EXPECT_EQ(judge_reply("tool_calls", Json{{"expected", expected}}.dump(), reply).value, 1);
}

TEST(ToolCalls, AreHeldAgainstArgumentsAndSchemas) {
  Reply reply;
  reply.tool_calls = {{"1", "get", R"({"city":"Paris"})"}, {"2", "book", R"({"seats":"two"})"}};
  const auto judged = [&reply](const Json& expected) {
    return judge_reply("tool_calls", Json{{"expected", expected}}.dump(), reply);
  };
  const Json get = {{"name", "get"}, {"arguments", {{"city", "Paris"}}}};
  EXPECT_EQ(kind_of(judged({get, "book"})), pass);
  const Json integer = Json::parse(R"({"name":"book","arguments":{"type":"object",
      "properties":{"seats":{"type":"integer"}}}})");
  const Judgement wrong = judged({get, integer});
  EXPECT_DOUBLE_EQ(wrong.value, 0.5);
  EXPECT_NE(wrong.reason.find("F1 of the calls is 0.500, less than 1; not called: 'book'; called "
                              "besides: 'book'; 'book': its arguments: /seats"),
            std::string::npos)
      << wrong.reason;
}

TEST(ToolCalls, RefuseWhatCannotBeMeant) {
  EXPECT_NE(check_message("tool_calls", "{}"), "");
  EXPECT_NE(check_message("tool_calls", R"({"expected":[]})"), "");
  EXPECT_NE(check_message("tool_calls", R"({"expected":{"name":"a"}})"), "");
  EXPECT_NE(check_message("tool_calls", R"({"expected":["a"],"order":"in_order"})"), "");
  EXPECT_NE(check_message("tool_calls", R"({"expected":["a"],"measure":"f2"})"), "");
  EXPECT_NE(check_message("tool_calls", R"({"expected":["a"],"at_least":0})"), "");
  EXPECT_EQ(check_message("tool_calls", R"({"expected":[{"name":"a","argument":{}}]})"),
            "item 1 of 'expected' has 'argument': only 'name' and 'arguments'");
  EXPECT_EQ(check_message("tool_calls", R"({"expected":["a",{"arguments":{}}]})"),
            "item 2 of 'expected': needs the 'name' of a tool");
}

TEST(ToolCalls, AreBounded) {
  const Reply many = reply_calling(std::vector<std::string>(2'000, "a"));
  EXPECT_EQ(kind_of(judge_reply("tool_calls", R"({"expected":["a"]})", many)), unable);
  EXPECT_NE(
      check_message("tool_calls", Json{{"expected", std::vector<std::string>(101, "a")}}.dump()),
      "");
  const Reply some = reply_calling(std::vector<std::string>(1'000, "a"));
  const Json hundred{{"expected", std::vector<std::string>(100, "a")}, {"measure", "recall"}};
  EXPECT_EQ(kind_of(judge_reply("tool_calls", hundred.dump(), some)), pass);
}

}  // namespace
}  // namespace assay::testing
