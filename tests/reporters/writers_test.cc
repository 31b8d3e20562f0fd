// The writers below the reporters: CSV fields, XML characters, Markdown text,
// tables for terminals.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <sstream>
#include <string>

#include "harness/base/json.h"
#include "harness/base/text.h"
#include "reporters/console.h"
#include "reporters/csv_writer.h"
#include "reporters/formats.h"
#include "reporters/json_writer.h"
#include "reporters/markdown_text.h"
#include "reporters/text_table.h"
#include "reporters/xml.h"
#include "tests/reporters/render.h"
#include "tests/support/sample_report.h"

namespace assay {
namespace {

using namespace std::string_literals;
using testing::read_csv;
using testing::render;
using testing::sample_report;

std::string csv_of(std::string_view text) {
  std::ostringstream out;
  {
    CsvWriter csv(out);
    csv.text("first");
    csv.text(text);
    csv.end_row();
  }
  return out.str();
}

struct TextRow {
  std::string in;
  std::string out;
};

TEST(CsvWriter, NeutralisesAndQuotesText) {
  const TextRow rows[] = {
      {"Paris", "Paris"},
      {"", ""},
      {"a,b", "\"a,b\""},
      {"say \"x\"", "\"say \"\"x\"\"\""},
      {"two\nlines", "\"two\nlines\""},
      {" edge", "\" edge\""},
      {"=1+1", "'=1+1"},
      {"+1", "'+1"},
      {"-1", "'-1"},
      {"@SUM(A1)", "'@SUM(A1)"},
      {"\tx", "\"'\tx\""},
      {"\rx", "\"'\rx\""},
      {"\nx", "\"'\nx\""},
      {" =1", "' =1"},
      {"＝1", "'＝1"},
      {"a;=1", "\"a;'=1\""},
      {"a\t-1", "\"a\t'-1\""},
      {"a; \"@b\"", "\"a;' \"\"@b\"\"\""},
      {"a\n\n- b\r\n+c", "\"a\n\n'- b\r\n'+c\""},
      {"a,=1", "\"a,=1\""},
      {"a=1", "a=1"},
      {"\xff", "\xEF\xBF\xBD"},
      {"a\0b"s,
       "a\xEF\xBF\xBD"
       "b"},
  };
  for (const TextRow& row : rows) EXPECT_EQ(csv_of(row.in), "first," + row.out + "\n");
}

std::string without_guards(std::string text) {
  std::erase(text, '\'');
  return text;
}

RC_GTEST_PROP(CsvWriter, TextReadsBack, (const std::string& text)) {
  const std::string clean = to_valid_utf8(text);
  RC_PRE(clean.find('\0') == std::string::npos);
  const auto rows = read_csv(csv_of(text));
  RC_ASSERT(rows.size() == 1u && rows[0].size() == 2u);
  RC_ASSERT(without_guards(rows[0][1]) == without_guards(clean));
}

TEST(CsvWriter, KeepsNumbersTypedAndTheAbsentEmpty) {
  std::ostringstream out;
  {
    CsvWriter csv(out);
    csv.number(-0.5);
    csv.number(std::nullopt);
    csv.number(std::numeric_limits<double>::quiet_NaN());
    csv.integer(-7);
    csv.money(Money{1'800'000});
    csv.end_row();
  }
  EXPECT_EQ(out.str(), "-0.5,,,-7,0.0000018\n");
}

TEST(Xml, SpellsOutWhatItCannotCarry) {
  const TextRow rows[] = {
      {"<a href=\"x\">&", "&lt;a href=&quot;x&quot;&gt;&amp;"},
      {"]]>", "]]&gt;"},
      {"\x1b[31m", "#x1B[31m"},
      {"\x0b\x0c\x7f", "#x0B#x0C#x7F"},
      {"a\0b"s, "a#x00b"},
      {"\xEF\xBF\xBE\xEF\xBF\xBF", "#xFFFE#xFFFF"},
      {"\xff", "\xEF\xBF\xBD"},
      {"tab\tline\n", "tab\tline\n"},
      {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
  };
  for (const TextRow& row : rows) EXPECT_EQ(xml_escape(row.in), row.out);
}

TEST(Xml, RefersToWhatALogWouldRun) {
  const TextRow rows[] = {
      {"::add-mask::x", "&#x3A;:add-mask::x"},
      {"std::string", "std::string"},
      {"x ##[error]", "x #&#x23;[error]"},
      {"\u009B31m\u202E\u2028", "&#x9B;31m&#x202E;&#x2028;"},
  };
  for (const TextRow& row : rows) EXPECT_EQ(xml_escape(row.in), row.out);
}

TEST(Xml, ClosesWhatItOpens) {
  std::ostringstream out;
  {
    XmlWriter xml(out);
    xml.open("a");
    xml.attribute("note", "two\nlines");
    xml.open("b");
    xml.text("<");
    xml.close();
    xml.open("c");
    xml.close();
    xml.close();
  }
  EXPECT_EQ(out.str(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a note=\"two&#10;lines\">\n"
            "  <b>&lt;</b>\n  <c/>\n</a>\n");
}

TEST(JsonWriter, EscapesWhatALogWouldRun) {
  std::ostringstream out;
  {
    JsonWriter json(out);
    json.json({{"##[a]", "##vso[b]\u009B\u202E\x7F\u2028"}});
  }
  EXPECT_EQ(out.str(), R"({"#\u0023[a]":"#\u0023vso[b]\u009b\u202e\u007f\u2028"})"
                       "\n");
}

RC_GTEST_PROP(JsonWriter, TextReadsBack, (const std::string& text)) {
  std::ostringstream out;
  {
    JsonWriter json(out);
    json.begin_object(Layout::lines);
    json.key(text);
    json.text(text);
    json.end_object();
  }
  const Result<Json> read = parse_json(out.str());
  RC_ASSERT(read.has_value());
  RC_ASSERT((*read)[to_valid_utf8(text)] == to_valid_utf8(text));
}

TEST(Markdown, DefusesText) {
  const TextRow rows[] = {
      {"a|b", "a\\|b"},
      {"<b>&", "&lt;b&gt;&amp;"},
      {"*x* _y_ `z`", "\\*x\\* \\_y\\_ \\`z\\`"},
      {"[a](b)", "\\[a\\](b)"},
      {"@all", "@\u200ball"},
      {"#12", "#\u200b12"},
      {"a ::add-mask::b", "a :\u200b:add-mask:\u200b:b"},
      {"http://x", "http:\u200b//x"},
      {"www.x", "w\u200bww.x"},
      {"GH-1", "G\u200bH-1"},
      {"!1 &2 %\"a b\" ~c", "!\u200b1 &amp;\u200b2 %\u200b\"a b\" \\~\u200bc"},
      {"93% of 1! & more", "93% of 1! &amp; more"},
      {"mailto:a", "m\u200bailto:a"},
      {"two\nlines", "two lines"},
  };
  for (const TextRow& row : rows) EXPECT_EQ(markdown_text(row.in, 100), row.out);
}

TEST(Markdown, CutsLongText) {
  EXPECT_EQ(markdown_text("abcdef", 3), "abc…");
}

TEST(Markdown, StaysBelowItsBudgetAndSaysSo) {
  Report report = sample_report();
  const CaseSummary failing = report.cases[1];
  for (int i = 0; i < 3000; ++i) report.cases.push_back(failing);
  for (int i = 0; i < 2000; ++i) report.gates.push_back(report.gates[2]);
  const std::string page = render("markdown", report);
  EXPECT_LE(page.size(), kMarkdownBytes);
  EXPECT_NE(page.find("left out"), std::string::npos);
  EXPECT_NE(page.find("</details>"), std::string::npos);
  EXPECT_NE(page.find("</sub>"), std::string::npos);
}

TEST(Markdown, HasNoElementButItsOwn) {
  std::string page = render("markdown", sample_report());
  for (const char* own : {"<details>", "</details>", "<summary>", "</summary>", "<sub>", "</sub>",
                          "<!-- assay:", " -->"}) {
    for (std::size_t at = 0; (at = page.find(own)) != std::string::npos;) {
      page.erase(at, std::string(own).size());
    }
  }
  EXPECT_EQ(page.find('<'), std::string::npos);
  EXPECT_EQ(page.find("::"), std::string::npos);
}

std::string console(const Report& report, Colour colour, int columns) {
  std::ostringstream out;
  write_console(report, out, colour, columns);
  return out.str();
}

TEST(Console, HasNoControlCharacterAndNoCiCommand) {
  const std::string page = console(sample_report(), Colour::no, 120);
  for (char c : page) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
  EXPECT_EQ(page.find("##["), std::string::npos);
  EXPECT_EQ(page.find("\xE2\x80\xAE"), std::string::npos);  // right-to-left override
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_FALSE(trim(line).starts_with("::")) << line;
  }
}

TEST(Console, WrappingNeverMakesACiCommand) {
  Report report = sample_report();
  report.warnings = {std::string(70, 'x') + " ::add-mask::secret"};
  std::istringstream lines(console(report, Colour::no, 80));
  for (std::string line; std::getline(lines, line);) {
    EXPECT_FALSE(trim(line).starts_with("::")) << line;
  }
}

TEST(Console, FitsTheTerminalWhereWordsAllow) {
  Report report = sample_report();
  report.variants.pop_back();  // whose id alone is wider than a terminal
  report.cases = {};
  report.cells = {};
  report.gates.resize(2);
  report.comparisons[0].notes = {};
  report.comparisons[0].differences = {};
  report.warnings.pop_back();
  for (int columns : {80, 100, 120}) {
    std::istringstream lines(console(report, Colour::no, columns));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(display_width(line), static_cast<std::size_t>(columns)) << line;
    }
  }
}

TEST(Console, ColourAddsNothingButColour) {
  std::string coloured = console(sample_report(), Colour::yes, 120);
  EXPECT_NE(coloured.find("\x1b["), std::string::npos);
  for (std::size_t at = 0; (at = coloured.find("\x1b[")) != std::string::npos;) {
    coloured.erase(at, coloured.find('m', at) - at + 1);
  }
  EXPECT_EQ(coloured, console(sample_report(), Colour::no, 120));
}

TEST(TextTable, DropsColumnsByRankAndCutsNamesInTheMiddle) {
  const std::vector<TableColumn> columns = {
      {"name", Align::left, 0, 6}, {"a", Align::right, 2, 0}, {"b", Align::right, 1, 0}};
  const std::vector<std::vector<std::string>> rows = {{"abcdefghij", "111", "222"}};
  EXPECT_EQ(text_table(columns, rows, 40), "  name          a    b\n  abcdefghij  111  222\n");
  EXPECT_EQ(text_table(columns, rows, 18), "  name      a    b\n  ab…hij  111  222\n");
  EXPECT_EQ(text_table(columns, rows, 15), "  name      b\n  ab…hij  222\n");
}

TEST(TextTable, ElidesByColumnsNotBytes) {
  EXPECT_EQ(elide_middle("日本語日本語", 5), "日…語");
  EXPECT_EQ(elide_middle("short", 5), "short");
}

}  // namespace
}  // namespace assay
