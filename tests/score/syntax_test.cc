// XML, HTML and SQL: what is one, what has one in it, and what is not read at all.
#include "harness/score/markup.h"
#include "harness/score/sql_statement.h"
#include "harness/score/written_part.h"
#include "tests/score/judging.h"

namespace assay::testing {
namespace {

using enum Judged;

std::string repeated(std::string_view part, std::size_t bytes) {
  std::string text;
  while (text.size() + part.size() <= bytes) text += part;
  return text;
}

TEST(Syntax, WholeAnswersMayStandInOneFence) {
  EXPECT_EQ(whole_part(" <a/>\n"), "<a/>");
  EXPECT_EQ(whole_part("```xml\n<a/>\n```"), "<a/>");
  EXPECT_EQ(whole_part("~~~\n<a/>\n~~~\n"), "<a/>");
  EXPECT_EQ(whole_part("```xml\n<a/>\n```\nThat is it."), "```xml\n<a/>\n```\nThat is it.");
  EXPECT_EQ(whole_part("```a\n1\n```\n```b\n2\n```"), "```a\n1\n```\n```b\n2\n```");
  EXPECT_EQ(whole_part("```xml\n<a>"), "<a>");  // cut off
  EXPECT_EQ(written_parts("a ```x\n1\n```\n```SQL\n2\n```", "sql").front(), "2");
}

TEST(Xml, IsWellFormed) {
  expect_rows({
      {"xml", "{}", "<a><b>x</b></a>", pass},
      {"xml", "{}", "```xml\n<a/>\n```", pass},
      {"xml", R"({"exact":true})", "```xml\n<a/>\n```", fail},
      {"xml", R"({"exact":true})", "<a/>", pass},
      {"xml", "{}", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<a>\u00e9</a>", pass},
      {"xml", "{}", "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", pass},  // not loaded
      {"xml", "{}", "<p:a/>", pass},
      {"xml", "{}", "Here: <a/>", fail},
      {"xml", "{}", "<a/><b/>", fail},
      {"xml", "{}", "<a><b></a>", fail},
      {"xml", "{}", "<a b='1' b='2'/>", fail},
      {"xml", "{}", "<a>&nbsp;</a>", fail},
      {"xml", "{}", "<a>\x01</a>", fail},
      {"xml", "{}", "<a>\xFF</a>", fail},
      {"xml", "{}", "", fail},
      {"xml", R"({"elements":"a.b"})", "<a><b/></a>", pass},
      {"xml", R"({"elements":["a","a.b.c"]})", "<a><b/><b><c/></b></a>", pass},
      {"xml", R"({"elements":["p:a.b.c"]})", "<p:a><b.c/></p:a>", pass},
      {"xml", R"({"elements":["b"]})", "<a><b/></a>", fail},  // paths begin at the root
      {"xml", R"({"elements":["a.b","a.c"]})", "<a><b/></a>", fail},
  });
  EXPECT_EQ(judge_text("xml", "{}", "<a>\n<b></a>").reason,
            "it is no well-formed XML: line 2, column 8: Opening and ending tag mismatch: b line 2 "
            "and a");
  EXPECT_EQ(judge_text("xml", R"({"elements":["a.b","a.c"]})", "<a><b/></a>").reason,
            "it has no element 'a.c'");
}

TEST(Xml, IsFoundInAnAnswer) {
  expect_rows({
      {"contains_xml", "{}", "Sure: <a><b/></a>. Done.", pass},
      {"contains_xml", "{}", "```xml\n<a/>\n```\nThat is it.", pass},
      {"contains_xml", "{}", "<x> <b>y</b> </z>", pass},  // inside what is broken
      {"contains_xml", "{}", "1 < 2 and 3 > 2", fail},
      {"contains_xml", "{}", "<br> and <hr>", fail},
      {"contains_xml", R"({"elements":["order.item"]})", "<p/> <order><item/></order>", pass},
      {"contains_xml", R"({"elements":["order.item"]})", "<order><part/></order>", fail},
  });
}

TEST(Xml, HostileDocumentsAreNotRead) {
  const std::string bomb =
      "<!DOCTYPE a [<!ENTITY b 'x'><!ENTITY c '&b;&b;&b;&b;'>]><a>&c;&c;&c;</a>";
  EXPECT_EQ(kind_of(judge_text("xml", "{}", bomb)), unable);
  EXPECT_EQ(kind_of(judge_text("xml", "{}", repeated("<a>", 100'000))), unable);
  EXPECT_EQ(kind_of(judge_text("xml", "{}", "<a>" + repeated("x", kMostMarkup))), unable);
  EXPECT_EQ(kind_of(judge_text("contains_xml", "{}", repeated("<a></b>", 200'000))), unable);
}

TEST(Html, IsElementsAndNoTextOutside) {
  expect_rows({
      {"html", "{}", "<!DOCTYPE html><html><head><title>x</title></head><body>y</body></html>\n",
       pass},
      {"html", R"({"exact":true})", "```html\n<p>a</p>\n```", fail},
      {"html", "{}", "```html\n<div>a</div>\n<p>b<br>c\n<!-- d -->\n```", pass},
      {"html", "{}", "<section><p>one<p>two</section>", pass},  // of HTML 5; not closed
      {"html", "{}", "<my-card><p>x</p></my-card>", pass},
      {"html", "{}", "<script>if (a<b) { x('<p>') }</script>", pass},
      {"html", "{}", "hello <b>x</b>", fail},
      {"html", "{}", "<b>x</b> hello <i>y</i>", fail},
      {"html", "{}", "<html><body>x</body></html> bye <br>", fail},
      {"html", "{}", "<note><to>x</to></note>", fail},
      {"html", "{}", "<div class=\"a", fail},  // cut off
      {"html", "{}", "<!-- only a comment -->", fail},
      {"html", "{}", "", fail},
  });
}

TEST(Html, IsFoundInAnAnswer) {
  expect_rows({
      {"contains_html", "{}", "The <b>word</b>.", pass},
      {"contains_html", "{}", "line<br>line", pass},
      {"contains_html", "{}", "a < b and c > d", fail},
      {"contains_html", "{}", "a <b and c", fail},
      {"contains_html", "{}", "use <your name> here", fail},
      {"contains_html", "{}", "std::vector<int> x; List<String> y", fail},
      {"contains_html", "{}", "&lt;b&gt;", fail},
      {"contains_html", "{}", "> a quote\n\nand a text", fail},
      {"contains_html", "{}", "", fail},
  });
}

TEST(Html, HostileDocumentsAreNotRead) {
  EXPECT_EQ(kind_of(judge_text("html", "{}", repeated("<div>", 100'000))), unable);
  EXPECT_EQ(kind_of(judge_text("html", "{}", "<p>" + repeated("x", kMostMarkup) + "</p>")), unable);
}

TEST(Sql, IsPostgresqls) {
  expect_rows({
      {"sql", "{}", "SELECT name FROM users WHERE id = $1;", pass},
      {"sql", R"({"exact":true})", "```sql\nSELECT 1\n```", fail},
      {"sql", "{}", "```sql\nINSERT INTO a VALUES ('it''s', 1.5); -- done\n```", pass},
      {"sql", R"({"dialect":"postgresql"})", "WITH a AS (SELECT 1) SELECT * FROM a", pass},
      {"sql", "{}", "SELEC 1", fail},
      {"sql", "{}", "SELECT `a` FROM b", fail},  // MySQL's
      {"sql", "{}", "SELECT 1; and so on", fail},
      {"sql", "{}", "-- nothing but a comment", fail},
      {"sql", "{}", ";", fail},
      {"sql", "{}", "", fail},
      {"sql", "{}", std::string_view("SELECT 1\0FROM", 13), fail},
      {"sql", R"({"dialect":"mysql"})", "SELECT 1", refused},
      {"contains_sql", "{}", "Try this:\n```sql\nSELECT 1\n```\nIt works.", pass},
      {"contains_sql", "{}", "```\nSELECT 1\n```", pass},
      {"contains_sql", "{}", "SELECT 1", pass},
      {"contains_sql", "{}", "Use SELECT.", fail},
  });
  EXPECT_EQ(judge_text("sql", "{}", "SELECT * FORM a").reason,
            "it is no SQL of PostgreSQL: syntax error at or near \"FORM\" (character 10)");
  EXPECT_NE(check_message("sql", R"({"dialect":"sqlite"})").find("exec"), std::string::npos);
}

TEST(Sql, HostileStatementsAreNotRead) {
  EXPECT_EQ(kind_of(judge_text("sql", "{}", "SELECT " + repeated("(", 15'000))), unable);
  EXPECT_EQ(kind_of(judge_text("sql", "{}", "SELECT 1" + repeated("+1", 20'000))), unable);
  EXPECT_EQ(kind_of(judge_text("sql", "{}", "SELECT 1" + repeated("+1", 16'000))), pass);
}

}  // namespace
}  // namespace assay::testing
