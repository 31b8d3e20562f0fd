#include "harness/base/json_number.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdint>
#include <string>

#include "harness/base/text.h"

namespace assay {
namespace {

struct JsonNumberRow {
  const char* text;
  Json value;  // a discarded one: no number
};
const Json kNone(Json::value_t::discarded);

const JsonNumberRow kRows[] = {
    {"0", 0},
    {"-0", 0},
    {"7", 7},
    {"-9223372036854775808", INT64_MIN},
    {"18446744073709551615", UINT64_MAX},
    {"18446744073709551616", "18446744073709551616"},
    {"-9223372036854775809", "-9223372036854775809"},
    {"123456789012345678901234567890", "123456789012345678901234567890"},
    {"1.0", 1.0},
    {"1.10", 1.1},
    {"0.1", 0.1},
    {"1E5", 1e5},
    {"1e+2", 100.0},
    {"2.5e-3", 0.0025},
    {"0.00", 0.0},
    {"0e999999999999", 0.0},
    {"0.30000000000000004", 0.30000000000000004},
    {"5e-324", 5e-324},
    {"1.7976931348623157e308", 1.7976931348623157e308},
    {"0.3000000000000000444", "0.3000000000000000444"},
    {"9007199254740993.0", "9007199254740993.0"},
    {"1e400", "1e400"},
    {"-1e400", "-1e400"},
    {"1e-400", "1e-400"},
    {"1e99999999999999999999", "1e99999999999999999999"},
    {"", kNone},
    {"-", kNone},
    {"+1", kNone},
    {"01", kNone},
    {"1.", kNone},
    {".5", kNone},
    {"1e", kNone},
    {"1e+", kNone},
    {"0x10", kNone},
    {"1_000", kNone},
    {" 1", kNone},
    {"nan", kNone},
    {"Infinity", kNone},
};

TEST(JsonNumber, IsExactOrText) {
  for (const JsonNumberRow& row : kRows) {
    const std::optional<Json> read = json_number(row.text);
    ASSERT_EQ(read.has_value(), !row.value.is_discarded()) << row.text;
    if (!read) continue;
    EXPECT_EQ(*read, row.value) << row.text;
    EXPECT_EQ(read->is_string(), row.value.is_string()) << row.text;
  }
}

TEST(JsonNumber, EqualNumbersHaveOneSpelling) {
  EXPECT_EQ(dump_json(canonical_number(1.0)), "1");
  EXPECT_EQ(dump_json(canonical_number(-0.0)), "0");
  EXPECT_EQ(dump_json(canonical_number(0.7)), "0.7");
}

TEST(JsonNumberProperty, WhatADoubleHoldsIsThatDouble) {
  EXPECT_TRUE(rc::check("shortest spellings", [](double value) {
    const std::string text = format_number(value);
    RC_ASSERT(json_number(text)->get<double>() == value);
  }));
}

TEST(LongNumbersAsTexts, AreThoseThatNothingHolds) {
  const struct {
    const char* json;
    const char* texts;  // null: nothing changes
  } rows[] = {
      {R"({"a":12345678901234567890,"b":-9223372036854775808,"c":1.0000000000000000001})", nullptr},
      {R"({"a":99999999999999999999})", R"({"a":"99999999999999999999"})"},
      {R"([-9223372036854775809, 1e400,-1.5E+999 ,1e-400,2])",
       R"(["-9223372036854775809", "1e400","-1.5E+999" ,1e-400,2])"},
      {R"({"99999999999999999999":"1e400 \" 1e400","b\\":1e400})",
       R"({"99999999999999999999":"1e400 \" 1e400","b\\":"1e400"})"},
      {"1e400", R"("1e400")"},
      {"01e400", nullptr},
      {"[1e400e5, 1e", nullptr},
      {"\"1e400", nullptr},
      {"", nullptr},
  };
  for (const auto& row : rows) {
    const std::optional<std::string> texts = long_numbers_as_texts(row.json);
    EXPECT_EQ(texts.value_or("unchanged"), row.texts == nullptr ? "unchanged" : row.texts)
        << row.json;
  }
}

}  // namespace
}  // namespace assay
