#include "harness/score/json_document.h"
#include "tests/score/judging.h"

namespace assay::testing {
namespace {

using enum Judged;

constexpr std::string_view kOrder =
    R"({"id":7,"name":"Ada","paid":true,"note":null,"a.b":1,"a/b":2,"items":[{"price":2.5},{"price":4}]})";

TEST(Json, FindsTheDocumentInAnAnswer) {
  struct Row {
    std::string_view answer;
    std::string_view part;
  };
  const Row rows[] = {
      {" {\"a\":1}\n", "{\"a\":1}"},
      {"Here:\n```json\n{\"a\":1}\n```\nbye", "{\"a\":1}"},
      {"```JSON\n[1]\n```", "[1]"},
      {"```\n[1]\n```", "[1]"},
      {"```python\nx={}\n```\n```json\n[2]\n```", "[2]"},
      {"[Note] see ```json\n[1]\n```", "[1]"},
      {"```json\n{\"cut\":", "{\"cut\":"},
      {"```json", ""},
      {"42", "42"},
      {"", ""},
      {"```", ""},
      {"````json\n{\"a\":\"```\"}\n````", "{\"a\":\"```\"}"},
      {"~~~json\r\n[1]\r\n~~~", "[1]"},
      {"```json {\"a\":1}```", "{\"a\":1}"},
      {"```json title=\"x\"\n[1]\n```", "[1]"},
      {"Use `json` in ``` fences.\n```json\n[1]\n```", "[1]"},
      {"[1] see\n```json\n[2]\n```\nand [3]", "[2]"},  // before the brackets around it
      {"[1] see\n```\n[2]\n```\nand [3]", "[2]"},
      {R"({"md":"```json {} ```"})", R"({"md":"```json {} ```"})"},
      {R"({"md":"```\n{}\n```"})", R"({"md":"```\n{}\n```"})"},
      {"1. so\n\n      ```json\n      [1]\n      ```", "[1]"},
  };
  for (const Row& row : rows) EXPECT_EQ(json_part(row.answer).text, row.part) << row.answer;
}

TEST(Json, IsContainedAnywhere) {
  constexpr std::string_view kCity =
      R"({"schema":{"type":"object","required":["city"],"properties":{"city":{"type":"string"}}}})";
  expect_rows({
      {"contains_json", "{}", "Here: {\"a\": 1}, as asked.", pass},
      {"contains_json", "{}", "42", pass},
      {"contains_json", "{}", "see\n```json\n[1]\n```\nthere", pass},
      {"contains_json", "{}", "no {json} here", fail},
      {"contains_json", "{}", "", fail},
      {"contains_json", kCity, R"({"city":"Paris"})", pass},
      {"contains_json", kCity, R"(First [1], then {"city": "Paris"}.)", pass},  // any that fits
      {"contains_json", kCity, "{\"city\": 1} and {\"town\": 2}", fail},
      {"contains_json", kCity, "nothing", fail},
      {"contains_json", R"({"schema":{}})", "{}", refused},
      {"contains_json", R"({"schema":{"typ":"object"}})", "{}", refused},
  });
  std::string many;
  for (int i = 0; i < 200; ++i) many += "[1] ";
  EXPECT_EQ(kind_of(judge_text("contains_json", kCity, many)), unable);
  EXPECT_EQ(judge_text("contains_json", kCity, "[1] [2]").reason.find("none of 2 JSON values fits"),
            0u);
}

TEST(Json, BlocksOfJsoncMayHoldComments) {
  expect_rows({
      {"json_equals", R"({"to":{"a":[1]}})", "```jsonc\n{\"a\": [1, /* one */], // a\n}\n```",
       pass},
      {"json_equals", R"({"to":{"a":"//"}})", "```json5\n{\"a\": \"//\"}\n```", pass},
      {"json", "{}", "```json5\n{a: 'x'}\n```", fail},
      {"json", "{}", "```json\n[1] // one\n```", fail},
  });
  const Judgement judgement = judge_text("json", "{}", "```json5\n{a: 1}\n```");
  EXPECT_NE(judgement.reason.find("comments and trailing commas are read"), std::string::npos)
      << judgement.reason;
}

TEST(Json, FindsPlacesByBothSpellings) {
  struct Row {
    std::string_view path;
    std::string_view found;  // "" when there is no such place
  };
  const Row rows[] = {
      {"", kOrder},           {"$", kOrder},           {"name", R"("Ada")"},
      {"$.name", R"("Ada")"}, {"items[1].price", "4"}, {"items[-1].price", "4"},
      {"items[2]", ""},       {"items[-3]", ""},       {"$.items[0]", R"({"price":2.5})"},
      {"[\"a.b\"]", "1"},     {"['a/b']", "2"},        {"/items/0/price", "2.5"},
      {"/a~1b", "2"},         {"/items/-1", ""},       {"/items/01", ""},
      {"/nope", ""},          {"name.first", ""},      {"items.price", ""},
      {"note", "null"},
  };
  const Json order = Json::parse(kOrder);
  for (const Row& row : rows) {
    const Json* found = JsonPath::parse(row.path).value().find(order);
    EXPECT_EQ(found == nullptr, row.found.empty()) << row.path;
    if (found != nullptr) {
      EXPECT_EQ(*found, Json::parse(row.found)) << row.path;
    }
  }
}

TEST(Json, RefusesBrokenPaths) {
  for (const char* path : {"a..b", "a.", "items[x]", "items[0", "/a~2", ".a", "a[\"b]"}) {
    EXPECT_NE(check_message("json", Json{{"path", path}}.dump()), "") << path;
  }
}

TEST(Json, ValidJsonWithoutAPath) {
  expect_rows({
      {"json", "{}", R"({"a":[1,2]})", pass},
      {"json", "{}", "```json\n{}\n```", pass},
      {"json", "{}", "Sure! {}", fail},
      {"json", "{}", "", fail},
      {"json", "{}", R"({"a":1,})", fail},
      {"json", "{}", "NaN", fail},
      {"json", "{}", "\"\xFF\"", fail},
  });
}

TEST(Json, ComparesTheValueAtAPath) {
  expect_rows({
      {"json", R"({"path":"name"})", kOrder, pass},
      {"json", R"({"path":"age"})", kOrder, fail},
      {"json", R"({"path":"note"})", kOrder, pass},  // null is there
      {"json", R"({"path":"note","equals":null})", kOrder, pass},
      {"json", R"({"path":"name","equals":null})", kOrder, fail},
      {"json", R"({"path":"name","equals":"Ada"})", kOrder, pass},
      {"json", R"({"path":"id","equals":7.0})", kOrder, pass},
      {"json", R"({"path":"id","equals":"7"})", kOrder, pass},  // a CSV column has no types
      {"json", R"({"path":"paid","equals":"true"})", kOrder, pass},
      {"json", R"({"path":"paid","equals":"1"})", kOrder, fail},
      {"json", R"({"path":"items","equals":[{"price":2.5},{"price":4}]})", kOrder, pass},
      {"json", R"({"path":"items","equals":[{"price":4},{"price":2.5}]})", kOrder, fail},
      {"json", R"({"path":"name","contains":"d"})", kOrder, pass},
      {"json", R"({"path":"name","contains":"x"})", kOrder, fail},
      {"json", R"({"contains":"id"})", kOrder, pass},  // a key
      {"json", R"({"contains":"b"})", R"(["a","b"])", pass},
      {"json", R"({"contains":"2"})", "[1,2]", pass},
      {"json", R"({"contains":"3"})", "[1,2]", fail},
      {"json", R"({"path":"name","matches":"^A"})", kOrder, pass},
      {"json", R"({"path":"name","matches":"^B"})", kOrder, fail},
      {"json", R"({"path":"items","matches":"."})", kOrder, fail},
      {"json", R"({"path":"name","matches":"("})", kOrder, refused},
      {"json", R"({"path":"items[0].price","at_least":2,"at_most":3})", kOrder, pass},
      {"json", R"({"path":"items[0].price","at_least":3})", kOrder, fail},
      {"json", R"({"path":"name","at_least":3})", kOrder, fail},
  });
}

TEST(Json, EqualsTheWholeDocument) {
  expect_rows({
      {"json_equals", R"({"to":{"a":1,"b":[2]}})", R"({"b":[2],"a":1.0})", pass},
      {"json_equals", R"({"to":{"a":1}})", R"({"a":1,"b":2})", fail},
      {"json_equals", R"({"to":"{\"a\":1}"})", R"({"a":1})", pass},  // from a CSV column
      {"json_equals", R"({"to":"Paris"})", R"("Paris")", pass},
      {"json_equals", R"({"to":null})", "null", pass},
      {"json_equals", R"({"to":1})", "one", fail},
      {"json_equals", R"({})", "1", refused},
  });
}

TEST(Json, DeepNestingFailsAndDoesNotCrash) {
  const std::string deep = std::string(200'000, '[') + std::string(200'000, ']');
  std::string maps;
  for (int i = 0; i < 100'000; ++i) maps += "{\"a\":";
  expect_rows({
      {"json", "{}", deep, fail},
      {"json", R"({"path":"a"})", maps, fail},
      {"json_equals", R"({"to":[]})", deep, fail},
      {"json_schema", R"({"schema":{"type":"array"}})", deep, fail},
  });
}

}  // namespace
}  // namespace assay::testing
