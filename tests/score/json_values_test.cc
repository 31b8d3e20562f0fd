#include "harness/score/json_values.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "harness/base/json.h"
#include "harness/score/jsonc.h"

namespace assay::testing {
namespace {

using Values = std::vector<std::string_view>;

TEST(JsonValues, AreBalancedAndParse) {
  struct Row {
    std::string_view text;
    Values values;
  };
  const Row rows[] = {
      {"", {}},
      {"no brackets", {}},
      {"{}", {"{}"}},
      {"a {\"x\": [1, 2]} b [3] c", {"{\"x\": [1, 2]}", "[3]"}},
      {"see [1]: {\"a\":1}", {"[1]", "{\"a\":1}"}},
      {"[Note] {x} {'a':1} {\"a\":1}", {"{\"a\":1}"}},
      {"[[1],[2],x]", {"[1]", "[2]"}},
      {"[ {\"a\":[1]} , oops", {"{\"a\":[1]}"}},
      {"{{\"a\":1}}", {"{\"a\":1}"}},
      {"{{{{{", {}},
      {"[1,]", {}},
      {"{\"a\":1,}", {}},
      {"[01] [-] [1.] [.5] [1e] [+1] [1e5,-0.5]", {"[1e5,-0.5]"}},
      {"[true,false,null] [True]", {"[true,false,null]"}},
      {"[\"}\",\"\\\"]\",\"\\u00e9\"]", {"[\"}\",\"\\\"]\",\"\\u00e9\"]"}},
      {"[\"\\x\"] [\"\\u12\"] [\"\n\"] []", {"[]"}},
      {"say [ \"see {\"a\":1} ok", {"{\"a\":1}"}},  // quotes paired wrongly
      {"[\"open {\"a\": [1]} and", {"{\"a\": [1]}"}},
      {"[1] [2", {"[1]"}},
  };
  for (const Row& row : rows) EXPECT_EQ(json_values(row.text), row.values) << row.text;
}

TEST(JsonValues, StopAtTheBoundOfDepth) {
  const auto nest = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(json_values("[1] " + nest(kMaxJsonDepth)), (Values{"[1]", nest(kMaxJsonDepth)}));
  EXPECT_EQ(json_values("[1] " + nest(kMaxJsonDepth + 1) + " [2]"), Values{"[1]"});
}

RC_GTEST_PROP(JsonValues, EachParsesAndNoneOverlap, ()) {
  std::string text;
  for (int i = *rc::gen::inRange(0, 30); i > 0; --i) {
    text += *rc::gen::element<std::string>("{", "}", "[", "]", "\"", "\\", ":", ",", "1", "a", " ",
                                           "null", "\"a\":", "[]", "{}");
  }
  const char* end = text.data();
  for (const std::string_view value : json_values(text)) {
    RC_ASSERT(value.data() >= end);
    end = value.data() + value.size();
    RC_ASSERT(parse_json(value).has_value());
  }
}

// A bracket that fails where the string before it did must not begin that string anew.
TEST(JsonValues, GoOnBehindABracketWithinAStringThatFails) {
  EXPECT_TRUE(json_values("[[[[{\"{\x02{\"{\"").empty());
  const std::vector<std::string_view> found = json_values("[\"{\x02\" [1]");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0], "[1]");
}

TEST(Jsonc, BlanksCommentsAndTrailingCommas) {
  struct Row {
    std::string_view text;
    std::string_view plain;
  };
  const Row rows[] = {
      {"[1, // one\n2]", "[1,       \n2]"},
      {"[/* a */1,]", "[       1 ]"},
      {"{\"a\":1, /* x */ }", "{\"a\":1          }"},
      {"[\"// no\",\"/* no */\",\"\\\"//\"]", "[\"// no\",\"/* no */\",\"\\\"//\"]"},
      {"[1,,]", "[1, ]"},
      {"/* open", "       "},
      {"\"open", "\"open"},
      {"\"\\", "\"\\"},
      {"[1 / 2]", "[1 / 2]"},
  };
  for (const Row& row : rows) EXPECT_EQ(without_comments(row.text), row.plain) << row.text;
}

}  // namespace
}  // namespace assay::testing
