#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/suite/read_rows.h"
#include "tests/support/utf16.h"

namespace assay {
namespace {

using testing::read_csv_rows;
using testing::ReadRows;

constexpr CsvFormat kTsv{std::nullopt, true};

TEST(Csv, KeepsQuotesNewlinesAndBlanks) {
  const ReadRows out = read_csv_rows("a,b\r\n 1 ,\"x, \"\"y\"\"\nz\"\r\n\r\n012,\r\n");
  EXPECT_EQ(out.error, "");
  ASSERT_EQ(out.rows.size(), 2U);
  EXPECT_EQ(out.rows[0], Json({{"a", " 1 "}, {"b", "x, \"y\"\nz"}}));
  EXPECT_EQ(out.rows[1], Json({{"a", "012"}, {"b", ""}}));
  EXPECT_EQ(out.lines, (std::vector<int>{2, 5}));
  EXPECT_EQ(out.shapes, 1U);
}

struct GoodRow {
  const char* why;
  std::string text;
  const char* rows;  // as JSON
  CsvFormat format = {};
};

const GoodRow kGood[] = {
    {"no newline at the end", "a\n1", R"([{"a":"1"}])"},
    {"padding of a spreadsheet", "a,b,\n1,2,\n,,\n,,\n", R"([{"a":"1","b":"2"}])"},
    {"padding between and above", ",,\na,b,\n\n1,2,\n,,\n3,4,\n",
     R"([{"a":"1","b":"2"},{"a":"3","b":"4"}])"},
    {"a comma at the end of the header alone", "a,b,\n1,2\n", R"([{"a":"1","b":"2"}])"},
    {"a column without name or data", "a,,b\n1,,2\n", R"([{"a":"1","b":"2"}])"},
    {"an empty text that is meant", "a,b\n\"\",\"\"\n", R"([{"a":"","b":""}])"},
    {"semicolons", "a;b\n1,5;2\n", R"([{"a":"1,5","b":"2"}])"},
    {"tabs", "a\tb\n1,5\t2\n", R"([{"a":"1,5","b":"2"}])"},
    {"bars", "a|b\n1|2\n", R"([{"a":"1","b":"2"}])"},
    {"delimiters in a quoted name", "\"a,b|c\";d\n1;2\n", R"([{"a,b|c":"1","d":"2"}])"},
    {"one column", "a\n1;2\n", R"([{"a":"1;2"}])"},
    {"the author's delimiter", "a,x^b;y\n1^2\n", R"([{"a,x":"1","b;y":"2"}])", {'^', false}},
    {"Excel's own line", "sep=;\na,x;b\n1;2\n", R"([{"a,x":"1","b":"2"}])"},
    {"Excel's own line, quoted", "\"sep=|\"\r\na|b\r\n1|2\r\n", R"([{"a":"1","b":"2"}])"},
    {"blanks round names, not round values", "a, b\n1, 2\n", R"([{"a":"1","b":" 2"}])"},
    {"carriage returns alone", "a,b\r1,2\r\r3,4\r", R"([{"a":"1","b":"2"},{"a":"3","b":"4"}])"},
    {"carriage returns in quotes", "a,b\n\"1\r2\r\n3\",x\n", R"([{"a":"1\r2\r\n3","b":"x"}])"},
    {"newlines written as Windows text twice", "a,b\r\r\n1,2\r\r\n", R"([{"a":"1","b":"2"}])"},
    {"quotes inside cells of text with tabs", "a\tb\n5\" pipe\tsay \"hi\"\n",
     R"([{"a":"5\" pipe","b":"say \"hi\""}])", kTsv},
    {"quoted cells of text with tabs", "a\tb\n\"x\ty\"\"z\"\t2\n", R"([{"a":"x\ty\"z","b":"2"}])",
     kTsv},
    {"a .tsv of one column", "a\n1,2\n", R"([{"a":"1,2"}])", kTsv},
    {"a byte order mark", "\xEF\xBB\xBF\"a\",b\n1,2\n", R"([{"a":"1","b":"2"}])"},
    {"UTF-16 as Excel's Unicode text", testing::utf16("a\tb\r\n\u00e9\t\U0001F600\r\n", true),
     R"([{"a":"é","b":"😀"}])"},
};

TEST(Csv, ReadsTheFilesThatPeopleHave) {
  for (const GoodRow& row : kGood) {
    const ReadRows out = read_csv_rows(row.text, row.format);
    EXPECT_EQ(out.error, "") << row.why;
    EXPECT_EQ(Json(out.rows), Json::parse(row.rows)) << row.why;
  }
}

struct BadRow {
  std::string text;
  const char* error;
  CsvFormat format = {};
};

const BadRow kBad[] = {
    {"a,b\n1,2\n\"x\n\n\",2,3\n",
     "d:5:5: CSV: this row has 3 cells, the header line 2: cell 3, '3', has no column; quote a "
     "text "
     "that has ',' in it"},
    {"a;b\n1\n",
     "d:2:1: CSV: this row has 1 cell, the header line 2: none for 'b'; cells are separated by "
     "';'"},
    {"a,,b\n1\n",
     "d:2:1: CSV: this row has 1 cell, the header line 3: none for 'b'; cells are separated by "
     "','"},
    {"a,b\n1,2,\n",
     "d:2:5: CSV: this row has 3 cells, the header line 2: cell 3, '', has no column; quote a text "
     "that has ',' in it"},
    {"a,,b\n1,2,3\n",
     "d:2:3: CSV: cell 2, '2', stands in a column without a name: name it in the header line, or "
     "remove it"},
    {",a\n0,x\n",
     "d:2:1: CSV: cell 1, '0', stands in a column without a name: name it in the header line, or "
     "remove it"},
    {"a,b, a\n", "d:1:5: CSV: two columns are called 'a': rename one"},
    {"a,b;c\n1,2;3\n",
     "d:1:1: CSV: the header line may be separated by ',' or by ';': say which with 'delimiter'"},
    {"a,b\n1,2\n",
     "d:1:1: CSV: a .tsv file whose header line has no tab, but may be separated by ',': say which "
     "with 'delimiter' (tab, for one column)",
     kTsv},
    {"sep=;\na;b\n",
     "d:1:1: CSV: the first line says that cells are separated by ';', and 'delimiter' says ',': "
     "change one of them",
     {',', false}},
    {"a,b\n1,5\" pipe\n",
     "d:2:4: CSV: a quote inside a cell without quotes: quote the cell, and write the quotes "
     "inside "
     "twice"},
    {"a,b\n1, \"2\"\n", "d:2:4: CSV: a blank before the quote that opens a cell: remove the blank"},
    {"a,b\n1,\"2\" x\n",
     "d:2:6: CSV: text after the quote that closes a cell: a quote inside quotes is written twice"},
    {"a,b\n1,2\n3,\"4\n5,6\n7,8\n", "d:3:3: CSV: the quote that opens here is never closed"},
    {"\"a,b;c\n1,2\n", "d:1:1: CSV: the quote that opens here is never closed"},
    {"a,b\n1\r2,3\n", "d:2:2: CSV: a carriage return inside a line: quote the cell that has it"},
    {"", "d:1:1: CSV: no header line: the first line names the columns"},
    {"\n,,\n", "d:1:1: CSV: no header line: the first line names the columns"},
    {std::string("a,b\n1,\0\n", 8), "d:2:1: a NUL byte at byte 6: it is not text, or damaged"},
    {"a,b\n1,caf\xE9\n",
     "d:2:1: not UTF-8: byte 0xE9 at byte 9; it looks like Windows-1252 or Latin-1, as Excel's "
     "plain "
     "\"CSV\" is: save it as UTF-8"},
    {"PK\x03\x04...",
     "d:1:1: a ZIP archive, as Excel workbooks are: save the sheet as \"CSV UTF-8\""},
};

TEST(Csv, SaysWhichCellIsWrong) {
  for (const BadRow& row : kBad) {
    EXPECT_EQ(read_csv_rows(row.text, row.format).error, row.error) << row.text;
  }
}

TEST(Csv, BoundsTheCellsOfARow) {
  EXPECT_EQ(read_csv_rows(std::string(5000, ',') + "\n").error,
            "d:1:4097: CSV: more than 4096 cells in a row");
}

// --- any table, written in any of the ways ---

struct Writing {
  char delimiter;
  std::string newline;
  bool quotes_all;
  bool has_mark;
  bool has_sep;
  int utf16;  // 0 for UTF-8, else little- and big-endian
};

std::string cell(const std::string& text, const Writing& as) {
  const bool needs_quotes = text.find_first_of("\"\r\n") != std::string::npos ||
                            text.find(as.delimiter) != std::string::npos || text.empty();
  if (!needs_quotes && !as.quotes_all) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

std::string written(const std::vector<std::vector<std::string>>& table, const Writing& as) {
  std::string text = as.has_sep ? std::string("sep=") + as.delimiter + as.newline : "";
  for (const auto& row : table) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text += as.delimiter;
      text += cell(row[i], as);
    }
    text += as.newline;
  }
  if (as.utf16 > 0) return testing::utf16(text, as.utf16 == 1);
  return as.has_mark ? "\xEF\xBB\xBF" + text : text;
}

rc::Gen<std::string> any_text() {
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
                          "a", "Z", "0", " ", ",", ";", "\t", "|", "\"", "\n", "\r", "'", "=",
                          "\u00e9", "\u4e2d", "\U0001F600", "\x01")),
                      [](const std::vector<std::string>& parts) {
                        std::string text;
                        for (const std::string& part : parts) text += part;
                        return text;
                      });
}

TEST(CsvProperty, AnyTableComesBackCellByCell) {
  EXPECT_TRUE(rc::check("whatever the delimiter, quotes, line ends and encoding", [] {
    const auto columns = *rc::gen::inRange<std::size_t>(1, 5);
    const Writing as{*rc::gen::element(',', ';', '\t', '|'),
                     *rc::gen::element<std::string>("\n", "\r\n", "\r"),
                     *rc::gen::arbitrary<bool>(),
                     *rc::gen::arbitrary<bool>(),
                     *rc::gen::arbitrary<bool>(),
                     *rc::gen::inRange(0, 3)};
    std::vector<std::vector<std::string>> table(1);
    for (std::size_t i = 0; i < columns; ++i) table[0].push_back("c" + std::to_string(i));
    const auto rows = *rc::gen::container<std::vector<std::vector<std::string>>>(
        rc::gen::container<std::vector<std::string>>(columns, any_text()));
    table.insert(table.end(), rows.begin(), rows.end());
    // A header line of one column shows no delimiter, and needs none.
    const CsvFormat format{columns == 1 ? std::optional(as.delimiter) : std::nullopt, false};
    const ReadRows out = read_csv_rows(written(table, as), format);
    RC_ASSERT(out.error == "");
    RC_ASSERT(out.rows.size() == rows.size());
    for (std::size_t r = 0; r < rows.size(); ++r) {
      for (std::size_t i = 0; i < columns; ++i) RC_ASSERT(out.rows[r][table[0][i]] == rows[r][i]);
    }
  }));
}

}  // namespace
}  // namespace assay
