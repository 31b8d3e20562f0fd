// Data sets of JSON. Of CSV: csv_test.cc.
#include "harness/suite/dataset.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>
#include <vector>

#include "tests/suite/read_rows.h"
#include "tests/support/utf16.h"

namespace assay {
namespace {

using testing::ReadRows;

ReadRows jsonl(std::string text) {
  return testing::read_rows(read_jsonl, std::move(text));
}
ReadRows json_list(std::string text) {
  return testing::read_rows(read_json_list, std::move(text));
}

TEST(Jsonl, KeepsTypesAndNesting) {
  const ReadRows out =
      jsonl("{\"a\": 1, \"b\": {\"c\": [true, null, 0.5]}}\r\n\n  \n{\"a\": \"x\", \"b\": 2}");
  EXPECT_EQ(out.error, "");
  ASSERT_EQ(out.rows.size(), 2U);
  EXPECT_EQ(out.rows[0], Json::parse(R"({"a": 1, "b": {"c": [true, null, 0.5]}})"));
  EXPECT_EQ(out.lines, (std::vector<int>{1, 4}));
  EXPECT_EQ(out.shapes, 1U);
}

// A number that no 64-bit integer and no double holds is no reason to refuse a
// row, and none to change it.
TEST(Jsonl, KeepsNumbersThatAreTooLongAsTheirText) {
  const ReadRows out = jsonl(
      "{\"id\": 123456789012345678901234567890, \"x\": [1e400, -1e-400, 0.1], \"q\": \"Why?\"}\n");
  EXPECT_EQ(out.error, "");
  ASSERT_EQ(out.rows.size(), 1U);
  EXPECT_EQ(out.rows[0], Json::parse(R"({"id": "123456789012345678901234567890",
                                          "x": ["1e400", "-1e-400", 0.1], "q": "Why?"})"));
}

TEST(Jsonl, ReadsUtf16) {
  const ReadRows out = jsonl(testing::utf16("{\"a\": \"\u00e9\"}\n{\"a\": \"\u4e2d\"}\n", false));
  EXPECT_EQ(out.error, "");
  EXPECT_EQ(Json(out.rows), Json::parse(R"([{"a": "é"}, {"a": "中"}])"));
}

struct BadDataset {
  std::string text;
  const char* error;
};
const BadDataset kBadLines[] = {
    {"{\"a\": 1}\n[1]\n", "d:2:1: a row must be a JSON object; a list of objects is a .json file"},
    {"{\"a\": 1}\n\n7\n", "d:3:1: a row must be a JSON object"},
    {"{\"a\": 1, \"a\": 2}\n", "the field 'a' occurs twice"},
    {"{\"a\": {\"b\": 1, \"b\": 2}}\n", "field 'a': the field 'b' occurs twice in an object"},
    {"{\"a\": 01}\n", "field 'a': JSON: '01' is no value"},
    {"{\"a\": [1.]}\n", "field 'a': JSON: '1.' is no value"},
    {"{\"b\": 1, \"a\": NaN}\n",
     "field 'a': JSON: 'NaN' is no value; a text has quotes, and a value that is not there is "
     "null"},
    {"{\"a\": +1}\n", "field 'a': JSON: '+1' is no value"},
    {"{\"a\": truely}\n", "field 'a': JSON: 'truely' is no value"},
    {"{\"a\": 1} x\n", "d:1:"},
    {"{\"a\": 1} {\"a\": 2}\n", "d:1:10: JSON: something follows the end of the value"},
    {"{\"a\": 1,}\n", "d:1:"},
    {"{\"a\": \n", "d:1:"},
    {"{\"a\" 1}\n", "d:1:"},
    {"{a: 1}\n", "d:1:"},
    {"{\"a\": \"x}\n", "d:1:"},
    {"{\"a\": \"\\x\"}\n", "d:1:"},
    {"{\"a\": \"\\ud800\"}\n", "d:1:"},
    {"{\"a\": \"\x01\"}\n", "d:1:"},
    {"{\"a\": [1 2]}\n", "d:1:"},
    {"{\"a\": [1, 2}\n", "d:1:"},
    {"{\"a\": \"x\"y}\n", "d:1:"},
    {"{\"\": 1}\n", "d:1:1: a field without a name"},
    {"{\"a\": \"caf\xE9\"}\n", "d:1:1: not UTF-8: byte 0xE9 at byte 10"},
};

TEST(Jsonl, SaysWhichFieldOfWhichLineIsWrong) {
  for (const BadDataset& row : kBadLines) {
    EXPECT_NE(jsonl(row.text).error.find(row.error), std::string::npos)
        << row.text << jsonl(row.text).error;
    EXPECT_TRUE(jsonl(row.text).error.starts_with("d:")) << row.text;
  }
}

TEST(Jsonl, RefusesDeepNesting) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_NE(jsonl("{\"a\": " + deep + "}\n").error.find("nested deeper than 64"),
            std::string::npos);
}

TEST(JsonList, HasARowForEveryObject) {
  const ReadRows out = json_list("[\n  {\"a\": 1},\n  {\"a\": 10000000000000000000000}\n]\n");
  EXPECT_EQ(out.error, "");
  EXPECT_EQ(Json(out.rows), Json::parse(R"([{"a": 1}, {"a": "10000000000000000000000"}])"));
  EXPECT_EQ(out.lines, (std::vector<int>{2, 3}));
  EXPECT_EQ(json_list("[]").error, "");
}

const BadDataset kBadLists[] = {
    {"{\"a\": 1}\n{\"a\": 2}\n",
     "d:1:1: a .json data set is a list of objects; one object a line is a .jsonl file"},
    {"[{\"a\": 1},\n 2]", "d:2:2: a row must be a JSON object"},
    {"[{\"a\": 1}] []", "d:1:12: JSON: something follows the end of the value"},
    {"[{\"a\": 1},\n{\"a\": NaN}]", "d:2:7: field 'a': JSON: 'NaN' is no value"},
    {"[{\"a\": 1}", "d:1:"},
    {"[{\"a\": 1},]", "d:1:"},
    {"", "d:1:1: a .json data set is a list of objects"},
};

TEST(JsonList, SaysWhichRowIsWrong) {
  for (const BadDataset& row : kBadLists) {
    const ReadRows out = json_list(row.text);
    EXPECT_TRUE(out.error.starts_with(row.error)) << row.text << out.error;
  }
}

TEST(JsonlProperty, AnyTextComesBack) {
  EXPECT_TRUE(rc::check("text fields are read as they were written", [](std::string text) {
    for (char& c : text) c = static_cast<char>(c & 0x7f);
    std::string line = "{\"a\": ";
    append_json_string(line, text);
    const ReadRows out = jsonl(line + "}\n");
    RC_ASSERT(out.rows.size() == 1U);
    RC_ASSERT(out.rows[0]["a"] == text);
  }));
}

}  // namespace
}  // namespace assay
