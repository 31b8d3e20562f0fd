#include "harness/score/json_schema.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "tests/score/judging.h"

namespace assay::testing {
namespace {

using enum Judged;

TEST(JsonSchema, IsRefusedWhereNothingCanFail) {
  const std::string_view vacuous[] = {
      "{}",
      "true",
      R"({"title":"x","definitions":{"a":false}})",
      R"({"type":["object","array","string","number","boolean","null"]})",
      R"({"minLength":0,"minItems":0,"minProperties":0.0,"required":[],"uniqueItems":false})",
      R"({"properties":{"a":{},"b":true},"additionalProperties":{},"items":[{}]})",
      R"({"anyOf":[{"type":"string"},{}]})",
      R"({"allOf":[{},{"minLength":0}],"oneOf":[{}]})",
      R"({"not":false})",
      R"({"if":{"type":"string"},"then":{}})",
      R"({"dependencies":{"a":[],"b":{}}})",
  };
  for (const std::string_view schema : vacuous) {
    EXPECT_FALSE(compile_row("json_schema", fmt::format(R"({{"schema":{}}})", schema))) << schema;
  }
  const std::string_view judging[] = {
      R"({"type":["object","array","string","integer","boolean","null"]})",
      R"({"minLength":1})",
      R"({"properties":{"a":{"type":"string"}}})",
      R"({"items":false})",
      R"({"anyOf":[{"type":"string"},{"minimum":1}]})",
      R"({"oneOf":[{},{}]})",
      R"({"not":{}})",
      R"({"$ref":"#/definitions/a","definitions":{"a":{}}})",
  };
  for (const std::string_view schema : judging) {
    EXPECT_TRUE(compile_row("json_schema", fmt::format(R"({{"schema":{}}})", schema))) << schema;
  }
  EXPECT_FALSE(compile_row("json_schema", R"({"schema":{"anyOf":[]}})"));
}

TEST(JsonSchema, JudgesTheDocument) {
  constexpr std::string_view kPerson = R"({"schema":{
      "$schema":"http://json-schema.org/draft-07/schema#",
      "$id":"https://example.com/person.json",
      "type":"object","required":["name"],"additionalProperties":false,
      "properties":{
        "name":{"type":"string","minLength":1},
        "age":{"type":"integer","minimum":0,"exclusiveMaximum":150},
        "pattern":{"type":"string","pattern":"^[a-z]+$"},
        "born":{"type":"string","format":"date"},
        "tags":{"type":"array","items":{"enum":["a","b"]},"uniqueItems":true},
        "friend":{"$ref":"#/definitions/friend"}},
      "definitions":{"friend":{"type":"object","properties":{"friend":{"$ref":"#"}}}}}})";
  expect_rows({
      {"json_schema", kPerson, R"({"name":"Ada"})", pass},
      {"json_schema", kPerson, "```json\n{\"name\":\"Ada\",\"age\":36}\n```", pass},
      {"json_schema", kPerson, R"({"name":""})", fail},
      {"json_schema", kPerson, R"({"age":36})", fail},
      {"json_schema", kPerson, R"({"name":"Ada","age":36.5})", fail},
      {"json_schema", kPerson, R"({"name":"Ada","age":150})", fail},
      {"json_schema", kPerson, R"({"name":"Ada","extra":1})", fail},
      {"json_schema", kPerson, R"({"name":"Ada","pattern":"abc"})", pass},
      {"json_schema", kPerson, R"({"name":"Ada","pattern":"ABC"})", fail},
      {"json_schema", kPerson, R"({"name":"Ada","born":"1815-12-10"})", pass},
      {"json_schema", kPerson, R"({"name":"Ada","born":"yesterday"})", fail},
      {"json_schema", kPerson, R"({"name":"Ada","tags":["a","b"]})", pass},
      {"json_schema", kPerson, R"({"name":"Ada","tags":["a","a"]})", fail},
      {"json_schema", kPerson, R"({"name":"Ada","tags":["c"]})", fail},
      {"json_schema", kPerson, R"({"name":"Ada","friend":{"friend":{"name":"Eve"}}})", pass},
      {"json_schema", kPerson, R"({"name":"Ada","friend":{"friend":{}}})", fail},
      {"json_schema", kPerson, "not JSON", fail},
      {"json_schema", R"({"schema":true})", "1", refused},
      {"json_schema", R"({"schema":{"title":"anything","definitions":{"a":{"type":"null"}}}})", "1",
       refused},
      {"json_schema", R"({"schema":false})", "1", fail},
      {"json_schema", R"({})", "1", refused},
  });
}

TEST(JsonSchema, RefusesWhatWouldBeIgnoredOrCannotBe) {
  struct Row {
    std::string_view schema;
    std::string_view part_of_message;
  };
  const Row rows[] = {
      {R"({"requried":["a"]})", "did you mean 'required'"},
      {R"({"properties":{"a":{"typ":"string"}}})", "'#/properties/a'"},
      {R"({"prefixItems":[]})", "not a keyword"},
      {R"j({"patternProperties":{"(?=x)":{}}})j", "no lookahead"},
      {R"({"patternProperties":{"[]":{}}})", "empty class"},
      {R"({"properties":{"a\u0000b":{}}})", "zero byte"},
      {R"({"contentMediaType":"image/png"})", "is not checked"},
      {R"({"contentEncoding":"quoted-printable"})", "is not checked"},
      {R"({"multipleOf":0})", "above 0"},
      {R"({"maxItems":1.5})", "whole number"},
      {R"({"minLength":-1})", "whole number"},
      {R"({"required":"a"})", "list of names"},
      {R"({"enum":[]})", "list of values"},
      {R"({"type":"strng"})", "did you mean 'string'"},
      {R"({"properties":[]})", "is a map"},
      {R"({"anyOf":{}})", "is a list"},
      {R"({"items":5})", "a schema is a map"},
      {R"("text")", "a schema is a map"},
      {R"j({"pattern":"(?=x)"})j", "no lookahead"},
      {R"({"format":"hostname"})", "is not checked"},
      {R"({"$ref":"https://example.com/other.json"})", "leaves this document"},
      {R"({"$ref":"other.json#/definitions/a"})", "leaves this document"},
      {R"({"$ref":"#/definitions/nope"})", "points at no schema"},
      {R"({"$ref":"#/enum/0","enum":[{}]})", "ignored in draft 7"},
      // '#' means the nearest schema with an address of its own.
      {R"({"definitions":{"a":{"$id":"b.json","not":{"$ref":"#/definitions/c"}},"c":{}}})",
       "points at no schema"},
      {R"({"$ref":"#"})", "without end"},
      {R"({"anyOf":[{"type":"string"},{"$ref":"#"}]})", "without end"},
      {R"({"properties":{"a":{"$ref":"#/definitions/b"}},
           "definitions":{"b":{"allOf":[{"$ref":"#/definitions/c"}]},"c":{"not":{"$ref":"#/definitions/b"}}}})",
       "without end"},
      {R"({"x-assay-rules":0})", "not a keyword"},
  };
  for (const Row& row : rows) {
    const std::string message =
        check_message("json_schema", R"({"schema":)" + std::string(row.schema) + "}");
    EXPECT_NE(message.find(row.part_of_message), std::string::npos)
        << row.schema << "\n  gives: " << message;
  }
}

TEST(JsonSchema, KeepsAnnotationsAndExtensions) {
  EXPECT_EQ(check_message("json_schema", R"({"schema":{"title":"t","description":"d",
      "default":{"requried":1},"examples":[1],"x-order":3,"enum":[{"typ":1}],
      "properties":{"requried":{"const":{"typ":1}}}}})"),
            "");
}

TEST(JsonSchema, SaysWhere) {
  const Judgement judgement = judge_text(
      "json_schema",
      R"({"schema":{"properties":{"items":{"items":{"properties":{"price":{"type":"number"}}}}}}})",
      R"({"items":[{"price":1},{"price":"two"}]})");
  EXPECT_NE(judgement.reason.find("items/1/price"), std::string::npos) << judgement.reason;
}

// Numbers count as they are written, whatever a double makes of them.
TEST(JsonSchema, JudgesNumbersByTheirDigits) {
  struct Row {
    const char* schema;
    const char* value;
    bool is_valid;
  };
  const Row rows[] = {
      {R"({"type":"integer"})", "1.0", true},
      {R"({"type":"integer"})", "1e2", true},
      {R"({"type":"integer"})", "1e308", true},
      {R"({"type":"integer"})", "-0.0", true},
      {R"({"type":"integer"})", "1.5", false},
      {R"({"type":"integer"})", "1e-2", false},
      {R"({"type":"integer"})", "123456789012345678901234567890", true},
      {R"({"type":["integer","null"]})", "2.0", true},
      {R"({"type":"integer"})", "\"1\"", false},
      {R"({"multipleOf":0.01})", "19.99", true},
      {R"({"multipleOf":0.01})", "19.995", false},
      {R"({"multipleOf":0.1})", "0.3", true},
      {R"({"multipleOf":0.1})", "0.30000000000000004", false},
      {R"({"multipleOf":0.0001})", "0.0075", true},
      {R"({"multipleOf":1e-8})", "12391239123", true},
      {R"({"multipleOf":0.5})", "1e308", true},
      {R"({"multipleOf":0.123456789})", "1e308", false},
      {R"({"multipleOf":3})", "3.5", false},
      {R"({"multipleOf":3})", "1e308", false},
      {R"({"multipleOf":7})", "18446744073709551615", false},
      {R"({"multipleOf":5})", "18446744073709551615", true},
      {R"({"multipleOf":18446744073709551615})", "18446744073709551615", true},
      {R"({"multipleOf":20})", "1e1", false},
      {R"({"multipleOf":2.5})", "-7.5", true},
      {R"({"minimum":0})", "18446744073709551615", true},
      {R"({"maximum":9007199254740992})", "9007199254740993", false},
      {R"({"exclusiveMaximum":0.3})", "0.3", false},
      {R"({"exclusiveMinimum":-1.5})", "-1.4999", true},
      {R"({"maximum":-1e300})", "-1e301", true},
      {R"({"const":9007199254740992})", "9007199254740993", false},
      {R"({"const":1})", "1.0", true},
      {R"({"enum":[{"a":[1]}]})", R"({"a":[1.0]})", true},
      {R"({"enum":[1]})", "true", false},
      {R"({"uniqueItems":true})", "[1,1.0]", false},
      {R"({"uniqueItems":true})", R"([{"a":1,"b":2},{"b":2,"a":1}])", false},
      {R"({"uniqueItems":true})", R"([1,true,"1",[1],null])", true},
      {R"({"maxItems":2.0})", "[1,2,3]", false},
  };
  for (const Row& row : rows) {
    const JsonSchema schema = JsonSchema::compile(Json::parse(row.schema)).value();
    EXPECT_EQ(schema.check(Json::parse(row.value)).kind == JsonSchema::Verdict::Kind::valid,
              row.is_valid)
        << row.schema << " of " << row.value;
  }
}

// k * 10^-places is a multiple of 10^-places, and of ten times that if k ends with 0.
RC_GTEST_PROP(JsonSchema, ADecimalIsAMultipleOfItsLastPlace, ()) {
  const auto whole = *rc::gen::inRange<std::int64_t>(1, 1'000'000'000);
  const auto places = *rc::gen::inRange<std::size_t>(1, 6);
  std::string digits = std::to_string(whole);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  digits.insert(digits.size() - places, ".");
  const auto fits = [&](std::size_t unit_places) {
    const Json unit = Json::parse("1e-" + std::to_string(unit_places));
    return JsonSchema::compile(Json{{"multipleOf", unit}})
               .value()
               .check(Json::parse(digits))
               .kind == JsonSchema::Verdict::Kind::valid;
  };
  RC_ASSERT(fits(places));
  RC_ASSERT(fits(places - 1) == (whole % 10 == 0));
}

TEST(JsonSchema, JudgesMapsByPatternsOfNames) {
  constexpr std::string_view kSchema = R"({"schema":{
      "properties":{"id":{"type":"integer"}},
      "patternProperties":{"^n_":{"type":"number"},"é$":{"$ref":"#/definitions/text"},
                           "^\\s":{"const":"blank"}},
      "additionalProperties":{"type":"boolean"},
      "definitions":{"text":{"type":"string"}}}})";
  expect_rows({
      {"json_schema", kSchema, R"({"id":1,"n_a":1.5,"other":true})", pass},
      {"json_schema", kSchema, R"({"n_a":"1"})", fail},
      {"json_schema", kSchema, R"({"n_é":1})", fail},  // both patterns
      {"json_schema", kSchema, R"({"é":"x"})", pass},
      {"json_schema", kSchema, R"({"é":true})", fail},
      {"json_schema", kSchema, R"({"other":1})", fail},
      {"json_schema", kSchema, R"({"\u00a0":"blank"})", pass},
      {"json_schema", kSchema, R"({"\u00a0":true})", fail},
  });
  EXPECT_EQ(judge_text("json_schema", kSchema, R"({"n_a":"1"})").reason,
            "/n_a: is not of type number");
}

TEST(JsonSchema, ReadsPatternsAsEcmaScript) {
  struct Row {
    const char* pattern;
    const char* text;
    bool fits;
  };
  const Row rows[] = {
      {"^\\s$", "\u00a0", true}, {"^\\S$", "\u00a0", false},   {"^[\\s-]$", "\u2028", true},
      {"^[\\S]$", "a", true},    {"^[\\S]$", "\u3000", false}, {"^.$", "\r", false},
      {"^[.]$", "x", false},     {"^\\u00e9$", "é", true},     {"^[\\u4e00-\\u9fff]$", "中", true},
      {"^\\\\s$", "\\s", true},  {"^\\.$", "x", false},        {"^\\w+$", "é", false},
  };
  for (const Row& row : rows) {
    const JsonSchema schema = JsonSchema::compile(Json{{"pattern", row.pattern}}).value();
    EXPECT_EQ(schema.check(row.text).kind == JsonSchema::Verdict::Kind::valid, row.fits)
        << row.pattern << " of " << row.text;
  }
}

TEST(JsonSchema, FollowsReferencesByAddress) {
  constexpr std::string_view kTree = R"({"schema":{
      "$id":"https://example.com/tree","required":["leaf"],
      "properties":{"leaf":{"$ref":"leaf"},"all":{"items":{"$ref":"#leaf"}},
                    "odd":{"$ref":"#/definitions/a~1b%25"}},
      "definitions":{"leaf":{"$id":"https://example.com/leaf","type":"integer"},
                     "named":{"$id":"#leaf","type":"string"},
                     "a/b%":{"type":"null"}}}})";
  expect_rows({
      {"json_schema", kTree, R"({"leaf":1,"all":["a"],"odd":null})", pass},
      {"json_schema", kTree, R"({"leaf":"1"})", fail},
      {"json_schema", kTree, R"({"leaf":1,"all":[1]})", fail},
      {"json_schema", kTree, R"({"leaf":1,"odd":1})", fail},
  });
}

TEST(JsonSchema, ChecksFormats) {
  struct Row {
    const char* format;
    std::vector<const char*> right;
    std::vector<const char*> wrong;
  };
  const Row rows[] = {
      {"date",
       {"2026-11-23", "2024-02-29", "2000-02-29", "0000-02-29"},
       {"2026-13-01", "2026-02-30", "2026-02-29", "1900-02-29", "2026-04-31", "2026-00-10",
        "2026-01-00", "2026-1-1", "26-01-01", "2026-11-23 ", "2026/11/23", "20261123", ""}},
      {"date-time",
       {"2026-11-23T14:53:08Z", "2026-11-23t14:53:08.123456789z", "2026-11-23T00:00:00+23:59",
        "2026-11-23T14:53:08-00:00", "1998-12-31T23:59:60Z", "1998-12-31T15:59:60.5-08:00",
        "1999-01-01T08:59:60+09:00", "2015-06-30T23:59:60Z"},
       {"2026-11-23", "2026-02-30T14:53:08Z", "2026-02-29T14:53:08Z", "2026-11-23T24:00:00Z",
        "2026-11-23T14:60:08Z", "2026-11-23T14:53:61Z", "2026-11-23T14:53:60Z",
        "2026-11-23T23:59:60Z", "1998-12-31T23:59:60+01:00", "2026-11-23 14:53:08Z",
        "2026-11-23T14:53:08", "2026-11-23T14:53:08.Z", "2026-11-23T14:53:08+24:00",
        "2026-11-23T14:53:08+0100", "2026-11-23T14:53Z"}},
      {"time",
       {"14:53:08Z", "14:53:08.5+01:00", "23:59:60Z", "00:59:60+01:00"},
       {"14:53", "14:53:08", "24:00:00Z", "12:00:60Z", "23:59:60+01:00", "1:2:3Z",
        "14:53:08+1:00"}},
      {"email",
       {"ada@example.com", "ada.b+c@mail.example.co", "\"a b\"@example.com", "ada@[127.0.0.1]",
        "ada@[IPv6:::1]"},
       {"ada", "ada@", "@example.com", "ada@@example.com", ".ada@example.com", "ada.@example.com",
        "a..b@example.com", "a b@example.com", "ada@exam_ple.com", "ada@[127.0.0.300]"}},
      {"uuid",
       {"123e4567-e89b-12d3-a456-426614174000", "2EB8AA08-AA98-11EA-B4AA-73B441D16380"},
       {"123e4567", "123e4567e89b12d3a456426614174000", "123e4567-e89b-12d3-a456-42661417400g",
        "{123e4567-e89b-12d3-a456-426614174000}"}},
      {"ipv4",
       {"127.0.0.1", "0.0.0.0", "255.255.255.255"},
       {"127.0.0.256", "127.0.0", "127.0.0.1.", "127.0.0.01", "127.0.0.1\n", "0x7f.0.0.1"}},
      {"ipv6",
       {"::", "::1", "2001:db8::7", "::ffff:192.168.0.1", "1:2:3:4:5:6:7:8"},
       {"1:2:3:4:5:6:7", "12345::", "::1%eth0", "1::2::3", "::ffff:192.168.0.01", "127.0.0.1"}},
      {"uri",
       {"https://example.com/a", "urn:isbn:1", "mailto:a@b.c", "http://[::1]:8080/?q=%20#f"},
       {"example", "/a", "https://exa mple.com", "https://example.com/a b", "http://[::g]",
        "https://example.com/%zz", "https://example.com/<a>", "1a:b"}},
      {"uri-reference", {"/a/b?c#d", "a", "", "//example.com"}, {"\\\\a\\b", "a b", "1:a|b"}},
      {"json-pointer", {"", "/a~0b/~1"}, {"a", "/~2", "/~"}},
      {"relative-json-pointer", {"0", "1/a", "2#"}, {"/a", "01", "-1", "0##"}},
  };
  for (const Row& row : rows) {
    const JsonSchema schema = JsonSchema::compile(Json{{"format", row.format}}).value();
    for (const char* right : row.right) {
      EXPECT_EQ(schema.check(right).kind, JsonSchema::Verdict::Kind::valid)
          << row.format << " " << right;
    }
    for (const char* wrong : row.wrong) {
      EXPECT_EQ(schema.check(wrong).kind, JsonSchema::Verdict::Kind::invalid)
          << row.format << " " << wrong;
    }
    EXPECT_EQ(schema.check(5).kind, JsonSchema::Verdict::Kind::valid) << "only texts have formats";
  }
}

TEST(JsonSchema, HostileTextDoesNotOverflowTheStack) {
  const JsonSchema schema =
      JsonSchema::compile(Json::parse(R"({"pattern":"^(a|b)*$","format":"date"})")).value();
  EXPECT_EQ(schema.check(std::string(500'000, 'a')).kind, JsonSchema::Verdict::Kind::invalid);
}

TEST(JsonSchema, TooLargeCannotBeJudged) {
  const JsonSchema lists = JsonSchema::compile(Json{{"type", "array"}}).value();
  EXPECT_EQ(lists.check(Json(std::vector<int>(300'000, 1))).kind,
            JsonSchema::Verdict::Kind::unable);
}

TEST(JsonSchema, LongListsOfUniqueItemsAreJudged) {
  const JsonSchema unique = JsonSchema::compile(Json{{"uniqueItems", true}}).value();
  std::vector<int> numbers(100'000);
  std::iota(numbers.begin(), numbers.end(), 0);
  EXPECT_EQ(unique.check(Json(numbers)).kind, JsonSchema::Verdict::Kind::valid);
  numbers.back() = 0;
  EXPECT_EQ(unique.check(Json(numbers)).kind, JsonSchema::Verdict::Kind::invalid);
}

// Each level is tried twice: 2^60 ways through it.
TEST(JsonSchema, BranchingWithoutEndCannotBeJudged) {
  const JsonSchema schema = JsonSchema::compile(Json::parse(R"({
      "anyOf":[{"properties":{"a":{"$ref":"#"}},"required":["b"]},
               {"properties":{"a":{"$ref":"#"}},"required":["c"]}]})"))
                                .value();
  Json deep = Json::object();
  for (int level = 0; level < 60; ++level) {
    Json around = Json::object();
    around["a"] = std::move(deep);
    deep = std::move(around);
  }
  constexpr std::size_t kMostSteps = 5'000;
  EXPECT_EQ(schema.check(deep, kMostSteps).kind, JsonSchema::Verdict::Kind::unable);
  EXPECT_EQ(schema.check(Json::parse(R"({"a":{"b":1}, "c":1})"), kMostSteps).kind,
            JsonSchema::Verdict::Kind::valid);
}

}  // namespace
}  // namespace assay::testing
