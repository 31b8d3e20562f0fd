// The HTML page without a browser: escapes, the policy's hashes, and
// reports that lack things. What a browser makes of it: tests/browser.
#include "reporters/html/page/html.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/redact.h"
#include "harness/base/text.h"
#include "harness/provider/dialect.h"
#include "reporters/html/data/flips.h"
#include "reporters/html/data/island.h"
#include "reporters/html/data/texts.h"
#include "reporters/html/escape.h"
#include "reporters/html/markup.h"
#include "reporters/html/number.h"
#include "reporters/html/pack.h"
#include "reporters/html/page/assets.h"
#include "reporters/html/sections/answer.h"

namespace assay::html {
namespace {

std::string whole_page_of(const Report& report) {
  std::ostringstream out;
  write_html(report, out);
  return out.str();
}

// Without the libraries: what assay wrote.
std::string html_page_of(const Report& report) {
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
  made.id = {variant_index, case_index, 0};
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
  ASSERT_TRUE(register_secret("LAB_KEY", "sk-very-secret-value"));
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
  EXPECT_EQ(html_page_of(report), html_page_of(report));
}

TEST(HtmlPage, PolicyNamesExactlyTheEmbeddedStylesAndScripts) {
  const std::string page = html_page_of(small_report());
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
  report.attempts.resize(1);
  const std::size_t own_scripts = count_of(html_page_of(report), "</script>");
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
  RequestTemplate request{
      "openai_chat", {attack, attack, attack}, {{attack, {attack}}}, attack, {attack}, false,
      {attack}};
  report.variants[0].request = std::make_shared<const RequestTemplate>(std::move(request));
  AttemptSummary attempt;
  Failure failure;
  failure.message = attack;
  attempt.failure = std::make_shared<const Failure>(std::move(failure));
  report.attempts = {attempt};
  for (ReportCell& each : report.cells) {
    each.error = each.finish_reason = attack;
    each.parts = {{.name = attack,
                   .metric = attack,
                   .verdict = Verdict::fail,
                   .reason = attack,
                   .extracted = attack}};
  }
  const std::string page = html_page_of(report);
  EXPECT_EQ(page.find("<img"), std::string::npos);
  EXPECT_EQ(page.find("<!--"), std::string::npos);
  EXPECT_EQ(count_of(page, "</script>"), own_scripts);
}

TEST(HtmlPage, SurvivesReportsThatLackThings) {
  Report nothing;
  EXPECT_NE(html_page_of(nothing).find("Comparison"), std::string::npos);

  Report one = small_report();
  one.variants.resize(1);
  for (CaseSummary& each : one.cases) each.variants.resize(1);
  std::erase_if(one.cells, [](const ReportCell& each) { return each.id.variant == 1; });
  one.variants[0].cost_usd_per_case.reset();
  const std::string page = html_page_of(one);
  EXPECT_EQ(page.find("id=\"cost\""), std::string::npos);
  EXPECT_EQ(page.find("id=\"latency\""), std::string::npos);
  EXPECT_EQ(page.find(">nan"), std::string::npos);
  EXPECT_EQ(page.find("inf\""), std::string::npos);
}

TEST(HtmlPage, AbsentIsAnEmDashNeverZero) {
  Report report = small_report();
  report.variants[0].latency_ms.p50 = {412, 380, 440, 9};
  const std::string page = html_page_of(report);  // the other variant has no latency
  EXPECT_NE(page.find("data-metric=\"latency_p50_ms\" data-v=\"412\""), std::string::npos);
  EXPECT_NE(
      page.find("data-metric=\"latency_p50_ms\" data-v=\"\"><span aria-hidden=\"true\">\u2014"),
      std::string::npos);
}

TEST(HtmlPage, TheWorstCasesComeFirstWithALinkAndAReason) {
  Report report = small_report();
  report.cases[1].id = "c\u00f4te d'ivoire & more";
  report.cases[1].variants[1] = {{0, 3, 1, 0}, {}};
  report.cells.back().parts = {{"contains", "", Verdict::fail, 0, 1, "'Madrid' does not occur"}};
  const std::string page = html_page_of(report);
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
  for (CaseSummary& each : report.cases) each.variants[1] = {{1, 0, 0, 0}, {}};
  EXPECT_EQ(html_page_of(report).find("worst-title"), std::string::npos);
}

TEST(HtmlPage, SaysThatARunWasSimulated) {
  Report report = small_report();
  EXPECT_EQ(html_page_of(report).find("Simulated."), std::string::npos);
  report.run.simulated = true;
  EXPECT_NE(html_page_of(report).find("Simulated."), std::string::npos);
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

TEST(HtmlIsland, KeepsWhatFailuresAreComparedWithNext) {
  Report report = small_report();  // mini passes both cases, maxi fails both
  report.cases[0].variants[1] = {{1, 0, 0, 0}, {}};
  report.cells[1].verdict = Verdict::pass;  // now both pass the first case
  for (ReportCell& each : report.cells) {
    auto reply = std::make_shared<Reply>(*each.reply);
    reply->answer =
        std::string(1000, static_cast<char>('a' + each.id.variant * 2 + each.id.case_index));
    each.reply = std::move(reply);
  }
  const Selection two = select_cells(report, 2500);
  EXPECT_EQ(two.unbodied, 2u);
  EXPECT_FALSE(two.bodied[0]);
  EXPECT_FALSE(two.bodied[1]);
  EXPECT_TRUE(two.bodied[2]) << "passed, where the other variant failed";
  EXPECT_TRUE(two.bodied[3]) << "failed";
}

TEST(HtmlIsland, KeepsTheTextsOfFailuresWhenRoomIsShort) {
  Report report = small_report();
  for (ReportCell& each : report.cells) {
    auto reply = std::make_shared<Reply>(*each.reply);
    reply->answer += std::string(4000, each.verdict == Verdict::fail ? 'f' : 'p') +
                     std::to_string(each.id.case_index);
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

// Two variants; passed of 4 in each case, -1 for no verdict.
Report report_of_passes(const std::vector<std::pair<int, int>>& passed) {
  Report report = small_report();
  report.cases.clear();
  report.cells.clear();
  for (const auto& [from, to] : passed) {
    CaseSummary summary;
    summary.id = "case " + std::to_string(report.cases.size());
    for (const int count : {from, to}) {
      CaseVariant& cell = summary.variants.emplace_back();
      if (count < 0) cell.errors = 4;
      if (count >= 0) cell.passed = count, cell.failed = 4 - count;
    }
    report.cases.push_back(std::move(summary));
  }
  return report;
}

TEST(HtmlFlips, TheFurthestFallComesFirstAndRisesAfterAllFalls) {
  const Report report =
      report_of_passes({{3, 4}, {4, 3}, {2, 2}, {4, 0}, {0, 4}, {-1, 4}, {4, 3}, {4, -1}});
  const Flips flips = flips_between(report, {0, 1});
  std::vector<std::size_t> order;
  for (const CaseFlip& flip : flips.cases) order.push_back(flip.case_index);
  EXPECT_EQ(order, (std::vector<std::size_t>{3, 1, 6, 4, 0}));
  EXPECT_EQ(flips.fell, 3u);
  EXPECT_EQ(flips.rose, 2u);
  EXPECT_EQ(flips.same, 1u);
  EXPECT_EQ(flips.unscored, 2u);
  const std::string page = html_page_of(report);
  EXPECT_NE(
      page.find("3 cases worse, 2 better, 1 the same; 2 without a verdict of one of the two."),
      std::string::npos);
}

TEST(HtmlFlips, BeginWithThePairThatIsCompared) {
  Report report = small_report();
  report.variants.push_back(variant("other", 0.5, 0.001));
  EXPECT_EQ(likely_pair(report)->from, 0u);
  EXPECT_EQ(likely_pair(report)->to, 1u);
  Comparison comparison;
  comparison.baseline = "stored:march";  // not of this run
  comparison.candidate = report.variants[0].id;
  report.comparisons.push_back(comparison);
  comparison.baseline = report.variants[2].id;
  report.comparisons.push_back(comparison);
  EXPECT_EQ(likely_pair(report)->from, 2u);
  EXPECT_EQ(likely_pair(report)->to, 0u);
  report.comparisons.clear();
  report.variants.resize(1);
  EXPECT_FALSE(likely_pair(report));
}

TEST(HtmlFlips, SayWhatTheComparisonSays) {
  MetricComparison rate;
  rate.metric = "pass_rate";
  rate.change = -0.032;
  rate.low = -0.061;
  rate.high = 0.003;
  rate.n = 120;
  rate.standing = Standing::no_difference;
  Comparison comparison;
  comparison.metrics = {{}, rate};
  EXPECT_EQ(pass_rate_sentence(comparison),
            "Pass rate -3.2 [-6.1, +0.3] points over 120 cases: no difference shown.");
  comparison.metrics[1].change.reset();
  EXPECT_EQ(pass_rate_sentence(comparison), "");
}

TEST(HtmlFlips, WithoutScriptingFiftyAreShownAndTheRestCounted) {
  const Report report = report_of_passes(std::vector<std::pair<int, int>>(53, {4, 1}));
  const std::string page = html_page_of(report);
  const std::string flips = page.substr(page.find("id=\"flips-list\""));
  EXPECT_EQ(
      count_of(flips.substr(0, flips.find("</section>")), "</th><td class=\"number\">4/4</td>"),
      50u);
  EXPECT_NE(flips.find("and 3 more, which need scripting"), std::string::npos);
}

TEST(HtmlFlips, AreAbsentWithOneVariant) {
  Report one = small_report();
  one.variants.resize(1);
  for (CaseSummary& each : one.cases) each.variants.resize(1);
  std::erase_if(one.cells, [](const ReportCell& each) { return each.id.variant == 1; });
  EXPECT_EQ(html_page_of(one).find("id=\"flips\""), std::string::npos);
  EXPECT_NE(html_page_of(small_report()).find("id=\"flips\""), std::string::npos);
}

// What a data block of an uncompressed page holds.
Json block_of(const Report& report, const std::string& id) {
  const std::string markup = make_island(report, make_labels(report)).markup;
  const std::string opening = "<script id=\"" + id + "\" type=\"application/json\">";
  const std::size_t at = markup.find(opening);
  if (at == std::string::npos) return nullptr;
  const std::size_t from = at + opening.size();
  return parse_json(markup.substr(from, markup.find("</script>", from) - from)).value();
}

TEST(HtmlIsland, HoldsTheAttemptsOfItsCells) {
  Report report = small_report();
  EXPECT_EQ(block_of(report, "attempts"), nullptr);
  AttemptSummary refused;
  refused.cell = 1;
  refused.http_status = 429;
  refused.started_at = WallTime(std::chrono::seconds(1'000));
  refused.failure = std::make_shared<const Failure>(
      Failure{FailureKind::rate_limited, true, {}, 429, "slow down", ""});
  AttemptSummary done;
  done.cell = 1;
  done.number = 2;
  done.http_status = 200;
  done.started_at = WallTime(std::chrono::seconds(1'007));
  done.sent_ms = 0.25f;
  done.done_ms = 812.04f;
  report.attempts = {refused, done};
  const Json block = block_of(report, "attempts");
  EXPECT_EQ(block["counts"], (Json{0, 2, 0, 0}));
  EXPECT_EQ(block["origin"], 1'000);
  EXPECT_EQ(block["started_s"], (Json{0, 7}));
  EXPECT_EQ(block["number"], (Json{1, 2}));
  EXPECT_EQ(block["status"], (Json{429, 200}));
  EXPECT_EQ(block["words"], (Json{"rate_limited", "slow down"}));
  EXPECT_EQ(block["failure"], (Json{0, -1}));
  EXPECT_EQ(block["message"], (Json{1, -1}));
  EXPECT_EQ(block["sent_ms"], (Json{nullptr, 0.3}));
  EXPECT_EQ(block["first_byte_ms"], (Json{nullptr, nullptr}));
  EXPECT_EQ(block["done_ms"], (Json{nullptr, 812}));
  EXPECT_EQ(block_of(report, "index")["attempt_count"], 2);
}

// before + body + after, or before + opening + messages + after, is what was sent.
TEST(HtmlIsland, HoldsARequestsBytes) {
  Report report = small_report();
  const Messages messages = {{Role::system, "Be brief.", {}, ""}, {Role::user, "2+2?", {}, ""}};
  report.messages = {{{"plain", messages_to_json(messages)}}, {}};
  const char* const presets[] = {"modelslab", "modelslab-anthropic"};
  for (std::size_t i = 0; i < 2; ++i) {
    Provider provider = provider_from(*find_preset(presets[i]));
    report.variants[i].request = std::make_shared<const RequestTemplate>(
        request_template(provider, "m-1", {{"top_k", Json(3)}}).value());
  }
  const Json index = block_of(report, "index");
  const Json texts = block_of(report, "texts-0");
  for (std::size_t i = 0; i < 2; ++i) {
    const Provider provider = provider_from(*find_preset(presets[i]));
    const auto prepared = provider.dialect->prepare(provider, "m-1", {{"top_k", Json(3)}}).value();
    std::string sent;
    provider.dialect->append_body(prepared, messages, sent);
    const Json& request = index["variants"]["request"][i];
    const auto number = index["cells"]["body"][i].get<int>();
    const auto kept = texts[index["cells"]["messages"][i].get<std::size_t>()].get<std::string>();
    const std::string body = number < 0
                                 ? request["opening"].get<std::string>() + kept
                                 : texts[static_cast<std::size_t>(number)].get<std::string>();
    EXPECT_EQ(number < 0, i == 0) << "only Anthropic's shape moves the system text";
    EXPECT_EQ(request["before"].get<std::string>() + body + request["after"][0].get<std::string>(),
              sent);
  }
  EXPECT_EQ(index["cells"]["body"][2], -1) << "its messages are not known";
}

TEST(HtmlIsland, NamesAxesAsTheCommandLineTakesThem) {
  Report report = small_report();
  report.variants[0].axes = {
      {"stop", Json{"a", "b"}}, {"stream", Json(true)}, {"temperature", Json(0.7)}};
  const Json index = block_of(report, "index");
  EXPECT_EQ(index["variants"]["axes"][0],
            Json::parse(R"([["stop",null],["stream","true"],["temperature","0.7"]])"));
  EXPECT_EQ(index["variants"]["request"][0], nullptr);
  EXPECT_EQ(index["pair"], (Json{0, 1}));
}

TEST(HtmlIsland, ManyCellsAreCompressed) {
  Report report = small_report();
  EXPECT_EQ(html_page_of(report).find("data-encoding=\"deflate\">"), std::string::npos);
  const std::vector<ReportCell> few = report.cells;
  while (report.cells.size() <= kPlainCells) {
    report.cells.insert(report.cells.end(), few.begin(), few.end());
  }
  EXPECT_NE(html_page_of(report).find("data-encoding=\"deflate\">"), std::string::npos);
}

}  // namespace
}  // namespace assay::html
