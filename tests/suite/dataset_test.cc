#include "harness/suite/dataset.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>

namespace assay {
namespace {

struct Read {
  std::vector<Json> rows;  // an object each
  std::vector<int> lines;
  std::size_t shapes = 0;
  std::string error;
};

template <class Reader>
Read read(Reader reader, std::string text) {
  SourceFile file{"d", std::move(text)};
  Diagnostics diagnostics;
  const Vars no_extra;
  RowNames names(no_extra);
  Read out;
  std::map<const void*, int> shapes;
  const RowSink sink = [&](Vars vars, int line) {
    Json row = Json::object();
    for (std::size_t i = 0; i < vars.size(); ++i) row[vars.name(i)] = vars.value(i);
    out.rows.push_back(row);
    out.lines.push_back(line);
    ++shapes[vars.shape()];
    return true;
  };
  reader(file, names, diagnostics, sink);
  out.shapes = shapes.size();
  if (diagnostics.has_errors()) out.error = diagnostics.failure().value().message;
  return out;
}

Read csv(std::string text) { return read(read_csv, std::move(text)); }
Read jsonl(std::string text) { return read(read_jsonl, std::move(text)); }

TEST(Csv, KeepsQuotesNewlinesAndBlanks) {
  const Read out = csv("a,b\r\n 1 ,\"x, \"\"y\"\"\nz\"\r\n\r\n012,\r\n");
  EXPECT_EQ(out.error, "");
  ASSERT_EQ(out.rows.size(), 2U);
  EXPECT_EQ(out.rows[0], Json({{"a", " 1 "}, {"b", "x, \"y\"\nz"}}));
  EXPECT_EQ(out.rows[1], Json({{"a", "012"}, {"b", ""}}));
  EXPECT_EQ(out.lines, (std::vector<int>{2, 5}));
  EXPECT_EQ(out.shapes, 1U);
}

TEST(Csv, NeedsNoNewlineAtTheEnd) { EXPECT_EQ(csv("a\n1").rows.size(), 1U); }

TEST(Csv, SaysWhichLineIsWrong) {
  EXPECT_TRUE(csv("a,b\n1,2\n\"x\n\n\",2,3\n")
                  .error.starts_with("d:3:1: this row has 3 fields, the header has 2\n"));
  EXPECT_TRUE(csv("a,,b\n").error.starts_with("d:1:1: a field without a name\n"));
}

TEST(Jsonl, KeepsTypesAndNesting) {
  const Read out = jsonl("{\"a\": 1, \"b\": {\"c\": [true, null, 0.5]}}\n\n  \n{\"a\": \"x\", \"b\": 2}");
  EXPECT_EQ(out.error, "");
  ASSERT_EQ(out.rows.size(), 2U);
  EXPECT_EQ(out.rows[0], Json::parse(R"({"a": 1, "b": {"c": [true, null, 0.5]}})"));
  EXPECT_EQ(out.lines, (std::vector<int>{1, 4}));
  EXPECT_EQ(out.shapes, 1U);
}

TEST(Jsonl, RefusesDeepNestingBigNumbersAndDuplicates) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_NE(jsonl("{\"a\": " + deep + "}\n").error, "");
  EXPECT_NE(jsonl("{\"a\": 123456789012345678901234567890}\n").error, "");
  EXPECT_NE(jsonl("{\"a\": {\"b\": 1, \"b\": 2}}\n").error.find("has a field twice"), std::string::npos);
  EXPECT_NE(jsonl("{\"a\": 1} x\n").error, "");
}

std::string quoted(const std::string& field) {
  std::string out = "\"";
  for (const char c : field) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

TEST(CsvProperty, AnyFieldComesBack) {
  EXPECT_TRUE(rc::check("quoted fields are read as they were written",
                        [](const std::string& a, const std::string& b) {
                          const Read out = csv("a,b\n" + quoted(a) + "," + quoted(b) + "\n");
                          RC_ASSERT(out.rows.size() == 1U);
                          RC_ASSERT(out.rows[0]["a"] == a && out.rows[0]["b"] == b);
                        }));
}

TEST(JsonlProperty, AnyTextComesBack) {
  EXPECT_TRUE(rc::check("text fields are read as they were written", [](std::string text) {
    for (char& c : text) c = static_cast<char>(c & 0x7f);
    std::string line = "{\"a\": ";
    append_json_string(line, text);
    const Read out = jsonl(line + "}\n");
    RC_ASSERT(out.rows.size() == 1U);
    RC_ASSERT(out.rows[0]["a"] == text);
  }));
}

}  // namespace
}  // namespace assay
