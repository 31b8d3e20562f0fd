#include "harness/base/json.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "harness/base/json_fields.h"
#include "harness/base/text.h"

namespace assay {
namespace {

TEST(Json, RefusesWhatIsTooDeepBeforeBuildingIt) {
  const std::string deep(1'000'000, '[');
  const Result<Json> parsed = parse_json(deep);
  ASSERT_FALSE(parsed);
  EXPECT_NE(parsed.error().message.find("nested deeper"), std::string::npos);
}

TEST(Json, BracketsInsideStringsAreNotNesting) {
  EXPECT_TRUE(parse_json("\"" + std::string(1000, '[') + "\\\"" + std::string(1000, '{') + "\""));
}

TEST(Json, ErrorsNameTheByte) {
  EXPECT_EQ(parse_json("{\"a\":}").error().message, "not valid JSON at line 1, column 6");
  EXPECT_EQ(parse_json("{\"a\": 1,\n\n  b: 2}").error().message,
            "not valid JSON at line 3, column 3");
  EXPECT_EQ(parse_json("").error().message, "not valid JSON at line 1, column 1");
  EXPECT_FALSE(parse_json("1e999"));
  EXPECT_FALSE(parse_json(""));
}

TEST(Json, AnyBytesBecomeAStringThatReadsBack) {
  EXPECT_TRUE(rc::check([](const std::string& bytes) {
    std::string encoded;
    append_json_string(encoded, bytes);
    const Result<Json> parsed = parse_json(encoded);
    RC_ASSERT(parsed.has_value());
    RC_ASSERT(is_valid_utf8(parsed->get<std::string>()));
    if (is_valid_utf8(bytes)) RC_ASSERT(parsed->get<std::string>() == bytes);
  }));
}

TEST(Json, StringsAgreeWithTheLibrary) {
  const std::string hard = std::string("\"\\/\b\f\n\r\t\x01\x1f é 日本 🎈") + '\0' + "end";
  std::string encoded;
  append_json_string(encoded, hard);
  EXPECT_EQ(encoded, Json(hard).dump());
}

TEST(Json, DumpsInvalidUtf8InsteadOfThrowing) {
  EXPECT_EQ(dump_json(Json{{"a", "\xFF"}}), "{\"a\":\"\xEF\xBF\xBD\"}");
}

TEST(JsonFields, ATextIsReadFromWhateverWasSent) {
  const Json object = {{"name", "Ada"}, {"age", 36}, {"none", nullptr}, {"empty", ""}};
  EXPECT_EQ(text_at(object, "name"), "Ada");
  for (const char* member : {"age", "none", "empty", "missing"})
    EXPECT_EQ(text_at(object, member), "");
  for (const Json& other : {Json(), Json("name"), Json(3), Json::array({"name"})})
    EXPECT_EQ(text_at(other, "name"), "");
}

}  // namespace
}  // namespace assay
