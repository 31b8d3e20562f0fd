// The HTML page without a browser: escapes, the policy's hashes, and
// reports that lack things. What a browser makes of it: tests/browser.
#include "reporters/html/html.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/redact.h"
#include "harness/base/text.h"
#include "reporters/html/answer.h"
#include "reporters/html/assets.h"
#include "reporters/html/escape.h"
#include "reporters/html/island.h"
#include "reporters/html/markup.h"
#include "reporters/html/number.h"
#include "reporters/html/pack.h"
#include "reporters/html/texts.h"

namespace assay::html {
namespace {

std::string whole_page_of(const Report& report) {
  std::ostringstream out;
  write_html(report, out);
  return out.str();
}

// Without the libraries: what assay wrote.
std::string page_of(const Report& report) {
  std::string page = whole_page_of(report);
  for (const std::string_view library : {kChartLibrary, kDiffLibrary}) {
    if (const std::size_t at = page.find(library); at != std::string::npos)
      page.erase(at, library.size());
  }
  return page;
}

std::size_t count_of(std::string_view text, std::string_view what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos;
       at = text.find(what, at + what.size())) {
    ++count;
  }
  return count;
}

VariantSummary variant(std::string model, double rate, std::optional<double> cost) {
  VariantSummary summary;
  summary.id = model + "/plain";
  summary.model = summary.model_id = std::move(model);
  summary.prompt = "plain";
  summary.cells = 10;
  summary.passed = static_cast<std::int64_t>(10 * rate);
  summary.failed = 10 - summary.passed;
  summary.pass_rate = {rate, rate - 0.1, std::min(1.0, rate + 0.1), 10};
  summary.cost_usd_per_case = cost;
  return summary;
}

ReportCell cell(std::uint32_t variant_index, std::uint32_t case_index, Verdict verdict,
                std::string answer) {
  ReportCell made;
  made.variant = variant_index;
  made.case_index = case_index;
  made.verdict = verdict;
  auto reply = std::make_shared<Reply>();
  reply->answer = std::move(answer);
  made.reply = std::move(reply);
  return made;
}

// Two variants, two cases, one repeat.
Report small_report() {
  Report report;
  report.run.suite = "capitals";
  report.run.complete = true;
  report.run.planned_cells = 4;
  report.variants = {variant("mini", 0.5, 0.001), variant("maxi", 0.9, 0.02)};
  for (const char* id : {"france", "spain"}) {
    CaseSummary summary;
    summary.id = id;
    summary.variants.resize(2);
    summary.variants[0].passed = 1;
    summary.variants[1].failed = 1;
    report.cases.push_back(summary);
  }
  for (std::uint32_t index = 0; index < 2; ++index) {
    report.cells.push_back(cell(0, index, Verdict::pass, "Paris"));
    report.cells.push_back(cell(1, index, Verdict::fail, "Lyon"));
  }
  return report;
}

TEST(HtmlEscape, LeavesNothingThatMarkupIsMadeOf) {
  struct Row {
    std::string text;
    std::string expected;
  };
  const Row rows[] = {
      {"plain", "plain"},
      {"<b>&\"'", "&lt;b&gt;&amp;&quot;&#39;"},
      {"a\tb\nc", "a\tb\nc"},
      {std::string("\0\x1b\x7f", 3), "\u2400\u241b\u2421"},
      {"caf\xc3\xa9", "caf\u00e9"},
      {"bad \xff byte", "bad \ufffd byte"},
      {"a\u202egpj.exe", "a[U+202E]gpj.exe"},
      {"\u2066x\u2069", "[U+2066]x[U+2069]"},
      {"\u20ac \u2014", "\u20ac \u2014"},  // the same first byte as the controls
      {"", ""},
  };
  for (const Row& row : rows) EXPECT_EQ(escape_text(row.text), row.expected);
}

RC_GTEST_PROP(HtmlEscape, AnyBytesBecomeInertUtf8, (const std::string& bytes)) {
  const std::string escaped = escape_text(bytes);
  RC_ASSERT(is_valid_utf8(escaped));
  RC_ASSERT(escaped.find_first_of("<>\"'") == std::string::npos);
}

TEST(HtmlEscape, RedactsSecrets) {
  register_secret("LAB_KEY", "sk-very-secret-value");
  EXPECT_EQ(escape_text("key sk-very-secret-value"), "key [REDACTED:LAB_KEY]");
  Texts texts;
  texts.add("said sk-very-secret-value");
  EXPECT_EQ(texts.chunks().at(0), "[\"said [REDACTED:LAB_KEY]\"]");
  forget_secrets();
}

TEST(HtmlIsland, CannotEndItsElementAndKeepsItsValue) {
  const Json value = {{"a", "</script><!--<script>&\u2028\u2029"}, {"b", {1, 2.5, nullptr}}};
  const std::string island = escape_island(dump_json(value));
  EXPECT_EQ(island.find_first_of("<>&"), std::string::npos);
  EXPECT_EQ(island.find("\u2028"), std::string::npos);
  EXPECT_EQ(island.find("\u2029"), std::string::npos);
  EXPECT_EQ(parse_json(island).value(), value);
}

TEST(HtmlMarkup, ClosesElementsAtTheEndOfTheirScope) {
  Markup markup;
  {
    const Markup::Element list = markup.element("ul", {{"class", "a\"b"}});
    markup.leaf("li", {{"data-n", 3}}, "x < y");
    markup.empty("br", {});
  }
  EXPECT_EQ(markup.bytes(), "<ul class=\"a&quot;b\"><li data-n=\"3\">x &lt; y</li><br/></ul>");
}

TEST(HtmlPack, PolicyHashIsThatOfTheContent) {
  // SHA-256 of the empty string, in base64.
  EXPECT_EQ(csp_hash(""), "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
}

TEST(HtmlNumber, ReadsAsAPersonWritesIt) {
  EXPECT_EQ(grouped(1234567), "1,234,567");
  EXPECT_EQ(grouped(-1234), "\u22121,234");
  EXPECT_EQ(percent(0.9249), "92.5%");
  EXPECT_EQ(fixed(-0.001, 2), "0.00");  // no negative zero
  EXPECT_EQ(significant(0.004213, 3), "0.00421");
  EXPECT_EQ(significant(1240.4, 3), "1,240");
  EXPECT_EQ(with_unit(0.00042, Unit::usd), "$0.000420");
  EXPECT_EQ(with_unit(1240, unit_of("latency_p95_ms")), "1,240 ms");
  EXPECT_EQ(fixed(std::numeric_limits<double>::quiet_NaN(), 1), kAbsent);
  EXPECT_EQ(or_absent(std::nullopt), kAbsent);
}

TEST(HtmlTexts, EqualTextsHaveOneNumberAndEmptyOnesNone) {
  Texts texts;
  EXPECT_EQ(texts.add("a"), 0);
  EXPECT_EQ(texts.add("b"), 1);
  EXPECT_EQ(texts.add("a"), 0);
  EXPECT_EQ(texts.add(""), kNoText);
  EXPECT_EQ(texts.chunks(), (std::vector<std::string>{R"(["a","b"])"}));
}

TEST(HtmlTexts, LongTextsAreCutAtACodePointAndSaySo) {
  Texts texts;
  std::string text(kLongestText - 1, 'x');
  texts.add(text + "\u20ac and more");
  const Json chunk = parse_json(texts.chunks().at(0)).value();
  const std::string kept = chunk.at(0).get<std::string>();
  EXPECT_TRUE(is_valid_utf8(kept));
  EXPECT_NE(kept.find("[\u2026 12 more bytes, not in this page]"), std::string::npos);
}

TEST(HtmlTexts, AFullChunkStartsANewOne) {
  Texts texts;
  for (char letter = 'a'; letter < 'g'; ++letter) texts.add(std::string(kLongestText, letter));
  EXPECT_EQ(texts.firsts().size(), texts.chunks().size());
  EXPECT_GT(texts.chunks().size(), 1u);
  for (const std::string& chunk : texts.chunks()) EXPECT_TRUE(parse_json(chunk).has_value());
}

TEST(HtmlPage, SameReportSameBytes) {
  const Report report = small_report();
  EXPECT_EQ(page_of(report), page_of(report));
}

TEST(HtmlPage, PolicyNamesExactlyTheEmbeddedStylesAndScripts) {
  const std::string page = page_of(small_report());
  EXPECT_NE(
      page.find(escape_text("default-src 'none'; script-src " + csp_hash(kChartLibrary) + " " +
                            csp_hash(kDiffLibrary) + " " + csp_hash(kScript) + "; style-src " +
                            csp_hash(kStyle) + " " + csp_hash(kChartStyle) + ";")),
      std::string::npos);
  EXPECT_EQ(count_of(page, kScript), 1u);
  EXPECT_EQ(count_of(page, kStyle), 1u);
  EXPECT_EQ(page.find(" style=\""), std::string::npos);
  EXPECT_EQ(page.find("http://"), std::string::npos);
  EXPECT_EQ(page.find("https://"), std::string::npos);
}

TEST(HtmlPage, EachLibraryComesOnceAndWithItsLicence) {
  const std::string page = whole_page_of(small_report());
  EXPECT_EQ(count_of(page, kChartLibrary), 1u);
  EXPECT_EQ(count_of(page, kDiffLibrary), 1u);
  EXPECT_EQ(count_of(kChartLibrary, "this permission notice appear in all copies"), 2u);
  EXPECT_EQ(count_of(kDiffLibrary, "Redistributions of source code must retain"), 1u);
}

TEST(HtmlPage, AReportWithoutCellsCarriesNoLibrary) {
  const std::string page = whole_page_of(Report{});
  EXPECT_EQ(count_of(page, kChartLibrary), 0u);
  EXPECT_EQ(count_of(page, kDiffLibrary), 0u);
}

TEST(HtmlPage, NoScriptCanEndItsOwnElement) {
  for (const std::string_view script : {kScript, kChartLibrary, kDiffLibrary}) {
    EXPECT_EQ(to_lower_ascii(script).find("</script"), std::string::npos);
    EXPECT_EQ(script.find("<!--"), std::string_view::npos);
  }
  EXPECT_EQ(to_lower_ascii(kStyle).find("</style"), std::string::npos);
  EXPECT_EQ(kScript.find("innerHTML"), std::string_view::npos);
}

TEST(HtmlPage, HostileTextNeverAppearsUnescaped) {
  const std::string attack = "</script><img src=x onerror=alert(1)><!--";
  Report report = small_report();
  const std::size_t own_scripts = count_of(page_of(report), "</script>");
  report.run.suite = report.run.description = report.run.suite_hash = attack;
  report.warnings = {attack};
  report.axes = {attack};
  for (VariantSummary& each : report.variants) {
    each.id += attack;
    each.model += attack;
    each.axes = {{attack, attack}};
  }
  for (CaseSummary& each : report.cases) each.id += attack, each.tags = {attack};
  report.gates.resize(1);
  report.gates[0].name = report.gates[0].metric = attack;
  report.gates[0].variant = report.gates[0].reason = attack;
  report.messages = {{{"plain", attack}}, {{"plain", attack}}};
  for (ReportCell& each : report.cells) {
    each.error = each.finish_reason = attack;
    each.parts = {{.name = attack, .metric = attack, .verdict = Verdict::fail, .reason = attack}};
  }
  const std::string page = page_of(report);
  EXPECT_EQ(page.find("<img"), std::string::npos);
  EXPECT_EQ(page.find("<!--"), std::string::npos);
  EXPECT_EQ(count_of(page, "</script>"), own_scripts);
}

TEST(HtmlPage, SurvivesReportsThatLackThings) {
  Report nothing;
  EXPECT_NE(page_of(nothing).find("Comparison"), std::string::npos);

  Report one = small_report();
  one.variants.resize(1);
  for (CaseSummary& each : one.cases) each.variants.resize(1);
  std::erase_if(one.cells, [](const ReportCell& each) { return each.variant == 1; });
  one.variants[0].cost_usd_per_case.reset();
  const std::string page = page_of(one);
  EXPECT_EQ(page.find("id=\"cost\""), std::string::npos);
  EXPECT_EQ(page.find("id=\"latency\""), std::string::npos);
  EXPECT_EQ(page.find(">nan"), std::string::npos);
  EXPECT_EQ(page.find("inf\""), std::string::npos);
}

TEST(HtmlPage, AbsentIsAnEmDashNeverZero) {
  Report report = small_report();
  report.variants[0].latency_ms.p50 = {412, 380, 440, 9};
  const std::string page = page_of(report);  // the other variant has no latency
  EXPECT_NE(page.find("data-metric=\"latency_p50_ms\" data-v=\"412\""), std::string::npos);
  EXPECT_NE(
      page.find("data-metric=\"latency_p50_ms\" data-v=\"\"><span aria-hidden=\"true\">\u2014"),
      std::string::npos);
}

TEST(HtmlPage, TheWorstCasesComeFirstWithALinkAndAReason) {
  Report report = small_report();
  report.cases[1].id = "c\u00f4te d'ivoire & more";
  report.cases[1].variants[1] = {.passed = 0, .failed = 3, .errors = 1};
  report.cells.back().parts = {{"contains", "", Verdict::fail, 0, 1, "'Madrid' does not occur"}};
  const std::string page = page_of(report);
  const std::size_t section = page.find("id=\"worst\"");
  ASSERT_NE(section, std::string::npos);
  const std::size_t worst = page.find("c\u00f4te d&#39;ivoire", section);
  const std::size_t next = page.find(">france<", section);
  EXPECT_LT(section, worst);
  EXPECT_LT(worst, next);
  EXPECT_NE(page.find("href=\"#case=c%C3%B4te%20d%27ivoire%20%26%20more&amp;variant=maxi"),
            std::string::npos);
  EXPECT_NE(page.find("0 of 3, 1 error"), std::string::npos);
  EXPECT_NE(page.find("contains: &#39;Madrid&#39; does not occur"), std::string::npos);
}

TEST(HtmlPage, ARunWithoutFailuresHasNoWorstCases) {
  Report report = small_report();
  for (VariantSummary& variant : report.variants) variant.failed = variant.errors = 0;
  for (CaseSummary& each : report.cases) each.variants[1] = {.passed = 1};
  EXPECT_EQ(page_of(report).find("worst-title"), std::string::npos);
}

TEST(HtmlPage, SaysThatARunWasSimulated) {
  Report report = small_report();
  EXPECT_EQ(page_of(report).find("Simulated."), std::string::npos);
  report.run.simulated = true;
  EXPECT_NE(page_of(report).find("Simulated."), std::string::npos);
}

GateResult gate(GateOutcome outcome, bool regardless = false) {
  GateResult result;
  result.name = "g";
  result.metric = "pass_rate";
  result.outcome = outcome;
  result.fails_regardless = regardless;
  return result;
}

TEST(HtmlAnswer, FollowsTheExitCode) {
  struct Row {
    std::vector<GateResult> gates;
    bool complete;
    Answer expected;
  };
  using enum GateOutcome;
  const Row rows[] = {
      {{gate(pass)}, true, Answer::yes},
      {{gate(pass), gate(fail)}, true, Answer::no},
      {{gate(pass), gate(inconclusive)}, true, Answer::undecided},
      {{gate(pass)}, false, Answer::unknown},   // stopped early
      {{gate(fail)}, false, Answer::unknown},   // the rest might have saved it
      {{gate(fail, true)}, false, Answer::no},  // nothing could have
  };
  for (const Row& row : rows) {
    Report report = small_report();
    report.gates = row.gates;
    report.run.complete = row.complete;
    EXPECT_EQ(answer_shipping(report).answer, row.expected) << answer_shipping(report).sentence;
  }
}

TEST(HtmlIsland, KeepsTheTextsOfFailuresWhenRoomIsShort) {
  Report report = small_report();
  for (ReportCell& each : report.cells) {
    auto reply = std::make_shared<Reply>(*each.reply);
    reply->answer += std::string(4000, each.verdict == Verdict::fail ? 'f' : 'p') +
                     std::to_string(each.case_index);
    each.reply = std::move(reply);
  }
  const Island all = make_island(report, make_labels(report));
  EXPECT_EQ(all.selection.unbodied, 0u);
  const Island some = make_island(report, make_labels(report), all.markup.size() * 2 / 3);
  EXPECT_LE(some.markup.size(), all.markup.size() * 2 / 3);
  EXPECT_EQ(some.selection.unbodied, 2u);
  for (std::size_t index = 0; index < report.cells.size(); ++index) {
    EXPECT_EQ(some.selection.bodied[index], report.cells[index].verdict == Verdict::fail);
    EXPECT_TRUE(some.selection.listed[index]);
  }
}

TEST(HtmlIsland, ManyCellsAreCompressed) {
  Report report = small_report();
  EXPECT_EQ(page_of(report).find("data-encoding=\"deflate\">"), std::string::npos);
  const std::vector<ReportCell> few = report.cells;
  while (report.cells.size() <= kPlainCells) {
    report.cells.insert(report.cells.end(), few.begin(), few.end());
  }
  EXPECT_NE(page_of(report).find("data-encoding=\"deflate\">"), std::string::npos);
}

}  // namespace
}  // namespace assay::html
