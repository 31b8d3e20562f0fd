#include "harness/score/json_schema.h"

#include "tests/score/judging.h"

namespace assay::testing {
namespace {

using enum Judged;

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
      {"json_schema", R"({"schema":true})", "1", pass},
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
      {R"({"patternProperties":{"^x":{}}})", "not supported"},
      {R"({"type":"strng"})", "not valid"},
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
      {R"({"$ref":"#"})", "without end"},
      {R"({"anyOf":[{"type":"string"},{"$ref":"#"}]})", "without end"},
      {R"({"properties":{"a":{"$ref":"#/definitions/b"}},
           "definitions":{"b":{"allOf":[{"$ref":"#/definitions/c"}]},"c":{"not":{"$ref":"#/definitions/b"}}}})",
       "without end"},
      {R"({"x-assay-pattern":"a"})", "not a keyword"},
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

TEST(JsonSchema, ChecksFormats) {
  struct Row {
    const char* format;
    const char* right;
    const char* wrong;
  };
  const Row rows[] = {
      {"date-time", "2026-11-23T14:53:08Z", "2026-11-23"},
      {"date", "2026-11-23", "2026-13-01"},
      {"time", "14:53:08+01:00", "14:53"},
      {"email", "ada@example.com", "ada"},
      {"uuid", "123e4567-e89b-12d3-a456-426614174000", "123e4567"},
      {"ipv4", "127.0.0.1", "127.0.0.256"},
      {"uri", "https://example.com/a", "example"},
  };
  for (const Row& row : rows) {
    const JsonSchema schema = JsonSchema::compile(Json{{"format", row.format}}).value();
    EXPECT_EQ(schema.check(row.right).kind, JsonSchema::Verdict::Kind::valid) << row.format;
    EXPECT_EQ(schema.check(row.wrong).kind, JsonSchema::Verdict::Kind::invalid) << row.format;
    EXPECT_EQ(schema.check(5).kind, JsonSchema::Verdict::Kind::valid) << "only texts have formats";
  }
}

TEST(JsonSchema, HostileTextDoesNotOverflowTheStack) {
  const JsonSchema schema =
      JsonSchema::compile(Json::parse(R"({"pattern":"^(a|b)*$","format":"date"})")).value();
  EXPECT_EQ(schema.check(std::string(500'000, 'a')).kind, JsonSchema::Verdict::Kind::invalid);
}

TEST(JsonSchema, TooLargeCannotBeJudged) {
  const JsonSchema any = JsonSchema::compile(Json::object()).value();
  EXPECT_EQ(any.check(Json(std::vector<int>(300'000, 1))).kind, JsonSchema::Verdict::Kind::unable);
  const JsonSchema unique = JsonSchema::compile(Json{{"uniqueItems", true}}).value();
  EXPECT_EQ(unique.check(Json(std::vector<int>(5'000, 1))).kind, JsonSchema::Verdict::Kind::unable);
}

}  // namespace
}  // namespace assay::testing
