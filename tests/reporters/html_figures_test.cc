// What the figures of the HTML page are drawn from, and the tables beside them.
// How they look in a browser: tests/browser.
#include "reporters/html/sections/figures.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/redact.h"
#include "reporters/html/page/html.h"
#include "reporters/html/sections/data_table.h"

namespace assay::html {
namespace {

struct Choice {
  const char* model;
  std::optional<double> rate;
  std::optional<double> cost;
};

Report report_of(const std::vector<Choice>& choices) {
  Report report;
  for (const Choice& choice : choices) {
    VariantSummary& variant = report.variants.emplace_back();
    variant.id = variant.model = choice.model;
    variant.prompt = "plain";
    variant.pass_rate.value = choice.rate;
    variant.cost_usd_per_case = choice.cost;
  }
  return report;
}

// Two models, two prompts, three temperatures out of order; the first setting of
// each model and prompt is recommended, and bands are wider than intervals.
Report grid_report() {
  Report report;
  report.axes = {"temperature"};
  for (const char* model : {"small", "large"}) {
    for (const char* prompt : {"plain", "terse"}) {
      Response& response = report.responses.emplace_back();
      response.model = model;
      response.prompt = prompt;
      response.confidence = 0.983;
      response.reason = std::string("a reason for ") + model + " " + prompt;
      for (const double temperature : {1.0, 0.0, 0.5}) {
        const std::size_t index = report.variants.size();
        VariantSummary& variant = report.variants.emplace_back();
        variant.model = model;
        variant.prompt = prompt;
        variant.axes["temperature"] = temperature;
        variant.id = std::to_string(index);
        variant.pass_rate = {0.5, 0.4, 0.6, 24};
        response.points.push_back({index, {0.5, 0.35, 0.65, 24}, false, {}, Standing::no_worse});
      }
      response.recommended = report.variants[response.points[0].variant].id;
    }
  }
  return report;
}

Json block_of(const Report& report) {
  const Labels labels = make_labels(report);
  const std::string block = figures_block(report, labels, make_figures(report, labels));
  const std::size_t from = block.find('>') + 1;
  return parse_json(block.substr(from, block.rfind("</script>") - from)).value();
}

std::string page_of(const Report& report) {
  std::ostringstream out;
  write_html(report, out);
  return out.str();
}

TEST(HtmlTradeoff, DominatedIsWhatIsNoBetterAndTakesNoLess) {
  struct Row {
    std::vector<Choice> choices;
    std::vector<bool> dominated;
  };
  const Row rows[] = {
      {{{"a", 0.5, 0.001}, {"b", 0.9, 0.02}}, {false, false}},
      {{{"a", 0.5, 0.001}, {"worse and dearer", 0.4, 0.01}}, {false, true}},
      {{{"a", 0.5, 0.001}, {"as good and dearer", 0.5, 0.01}}, {false, true}},
      {{{"a", 0.5, 0.001}, {"worse at the price", 0.4, 0.001}}, {false, true}},
      {{{"a", 0.5, 0.001}, {"the same", 0.5, 0.001}}, {false, false}},
      {{{"a", 0.5, 0.001}, {"free", 0.4, 0.0}}, {false, false}},
  };
  for (const Row& row : rows) {
    const std::vector<Tradeoff> tradeoffs = tradeoffs_of(report_of(row.choices));
    ASSERT_EQ(tradeoffs.size(), 1u);
    std::vector<bool> dominated;
    for (const TradeoffPoint& point : tradeoffs[0].points) dominated.push_back(point.dominated);
    EXPECT_EQ(dominated, row.dominated) << row.choices[1].model;
  }
}

RC_GTEST_PROP(HtmlTradeoff, DominatedIsWhatSomeOtherBeats, ()) {
  std::vector<Choice> choices;
  for (int i = *rc::gen::inRange(0, 12); i > 0; --i) {
    choices.push_back({"m", *rc::gen::inRange(0, 5) / 4.0, *rc::gen::inRange(0, 5) / 4.0});
  }
  const Report report = report_of(choices);
  for (const Tradeoff& tradeoff : tradeoffs_of(report)) {
    for (const TradeoffPoint& point : tradeoff.points) {
      const auto beats = [&](const TradeoffPoint& other) {
        return *other.taken.value <= *point.taken.value &&
               *other.quality.value >= *point.quality.value &&
               (*other.taken.value < *point.taken.value ||
                *other.quality.value > *point.quality.value);
      };
      RC_ASSERT(point.dominated ==
                std::any_of(tradeoff.points.begin(), tradeoff.points.end(), beats));
    }
  }
}

TEST(HtmlTradeoff, LeavesOutWhatLacksANumberAndKeepsZero) {
  const Report report =
      report_of({{"free", 0.4, 0.0}, {"unpriced", 0.5, {}}, {"unscored", {}, 0.1}});
  const std::vector<Tradeoff> tradeoffs = tradeoffs_of(report);
  ASSERT_EQ(tradeoffs.size(), 1u);
  ASSERT_EQ(tradeoffs[0].points.size(), 1u);
  EXPECT_EQ(tradeoffs[0].points[0].variant, 0u);
  EXPECT_EQ(tradeoffs[0].points[0].taken.value, 0.0);
  EXPECT_NE(page_of(report).find("2 variants lack one of the two numbers."), std::string::npos);
}

TEST(HtmlTradeoff, TheTableSaysStandingAndIntervals) {
  Report report = report_of({{"mini", 0.5, 0.001}, {"worse", 0.4, 0.01}});
  report.variants[1].pass_rate = {0.4, 0.3, 0.5, 10};
  report.variants[1].cost_per_case = {0.01, 0.009, 0.011, 10};
  const std::string page = page_of(report);
  EXPECT_NE(page.find("<th scope=\"row\">worse</th><td class=\"number\">40.0% [30.0\u201350.0]</td>"
                      "<td class=\"number\">$10.00 [9.00\u201311.00]</td>"
                      "<td class=\"words\">dominated</td>"),
            std::string::npos);
  EXPECT_NE(page.find("<details class=\"numbers\" open=\"\">"), std::string::npos);
}

TEST(HtmlTradeoff, LatencyHasItsOwnFrontiers) {
  Report report = report_of({{"a", 0.5, {}}, {"b", 0.9, {}}});
  report.variants[0].latency_ms = {{200, 190, 210, 30}, {900, {}, {}, 30}};
  report.variants[1].latency_ms = {{300, 290, 310, 30}, {800, {}, {}, 30}};
  const Json block = block_of(report);
  ASSERT_EQ(block["tradeoffs"].size(), 2u);
  EXPECT_EQ(block["tradeoffs"][0]["metric"], "latency_p50_ms");
  EXPECT_EQ(block["tradeoffs"][0]["points"][0]["dominated"], false);
  EXPECT_EQ(block["tradeoffs"][1]["points"][0]["dominated"], true);
  EXPECT_EQ(block["tradeoffs"][0]["points"][0]["taken"], Json({200, 190, 210}));
  EXPECT_EQ(block["tradeoffs"][1]["points"][0]["taken"], Json({900, nullptr, nullptr}));
}

TEST(HtmlResponse, DrawsTheBandThatHoldsForAllSettings) {
  Report report = grid_report();
  report.responses.pop_back();  // the last model and prompt have pointwise intervals
  const Json values = block_of(report)["metrics"][0]["values"];
  ASSERT_EQ(values.size(), 12u);
  for (std::size_t variant = 0; variant < 12; ++variant) {
    EXPECT_EQ(values[variant], variant < 9 ? Json({0.5, 0.35, 0.65}) : Json({0.5, 0.4, 0.6}));
  }
  EXPECT_NE(page_of(report).find("(98.3% for each setting)"), std::string::npos);
}

TEST(HtmlResponse, EveryResponseHasOneRecommendedSettingAndItsReason) {
  Report report = grid_report();
  report.recommended = {report.variants[3].id, "the best of all"};
  EXPECT_EQ(block_of(report)["recommended"], Json({0, 3, 6, 9}));
  const std::string page = page_of(report);
  EXPECT_NE(page.find("<li>Recommended: <strong>" + report.variants[3].id +
                      "</strong>, the best of all."),
            std::string::npos);
  EXPECT_NE(page.find("<li>Within small, plain: <strong>temperature 1</strong>, a reason for small "
                      "plain."),
            std::string::npos);
  EXPECT_NE(page.find("<tr class=\"marked\"><th scope=\"row\">large, terse</th>"
                      "<td class=\"words\">temperature 1</td>"),
            std::string::npos);
}

TEST(HtmlResponse, LinesFollowTheAxisAndAreStyledAlikeInEveryPanel) {
  const Report report = grid_report();
  const std::vector<ResponseFigure> figures = response_figures_of(report);
  ASSERT_EQ(figures.size(), 1u);
  EXPECT_EQ(figures[0].settings, (std::vector<Json>{0.0, 0.5, 1.0}));
  EXPECT_EQ(figures[0].lines, (std::vector<std::string>{"plain", "terse"}));
  for (const ResponsePanel& panel : figures[0].panels) {
    for (const ResponseLine& line : panel.lines) {
      ASSERT_EQ(line.variants.size(), 3u);
      for (std::size_t at = 0; at < 3; ++at) {
        const VariantSummary& variant = report.variants[line.variants[at]];
        EXPECT_EQ(variant.axes.at("temperature"), figures[0].settings[at]);
        EXPECT_EQ(variant.prompt, figures[0].lines[line.style]);
        EXPECT_EQ(variant.model, panel.model);
      }
    }
  }
}

TEST(HtmlResponse, SettingsThatAreNoNumbersAreTexts) {
  Report report = report_of({{"a", 0.5, {}}, {"a", 0.7, {}}});
  report.axes = {"reasoning_effort", "temperature"};  // the second has one value only
  report.variants[0].axes = {{"reasoning_effort", "low"}, {"temperature", 1}};
  report.variants[1].axes = {{"reasoning_effort", "high"}, {"temperature", 1}};
  report.variants[1].id = "a2";
  const std::vector<ResponseFigure> figures = response_figures_of(report);
  ASSERT_EQ(figures.size(), 1u);
  EXPECT_FALSE(figures[0].is_numeric());
  EXPECT_EQ(figures[0].settings, (std::vector<Json>{"high", "low"}));
}

TEST(HtmlLatency, PercentilesNeedEnoughTimes) {
  std::vector<double> times;
  for (int ms = 1; ms <= 19; ++ms) times.push_back(ms);
  EXPECT_EQ(time_at(times, 0.5), 10);
  EXPECT_EQ(time_at(times, 0.95), std::nullopt);
  times.push_back(20);
  EXPECT_EQ(time_at(times, 0.95), 19);  // 95 % of 20 took at most so long
  EXPECT_EQ(time_at(times, 0.99), std::nullopt);
  EXPECT_EQ(time_at({}, 0.5), std::nullopt);
}

TEST(HtmlLatency, CurvesAreThinnedButKeepTheirEnds) {
  Report report = report_of({{"a", 0.5, {}}});
  report.cases.resize(1);
  report.cases[0].variants.resize(1);
  for (int ms = 1; ms <= 10'000; ++ms) {
    ReportCell& cell = report.cells.emplace_back();
    cell.latency_ms = ms;
    cell.cached = ms > 9'000;  // of earlier runs: not in the curve
  }
  const Json curve = block_of(report)["latency"][0];
  EXPECT_TRUE(curve["first_token"].is_null());
  EXPECT_EQ(curve["reply"]["replies"], 9'000);
  EXPECT_EQ(curve["reply"]["times"].size(), kMostCurvePoints + 1);
  EXPECT_EQ(curve["reply"]["times"].front(), 1);
  EXPECT_EQ(curve["reply"]["times"].back(), 9'000);
  EXPECT_EQ(curve["reply"]["shares"].back(), 1);
  EXPECT_EQ(curve["reply"]["marks"], Json({{0.5, 4500.0}, {0.95, 8550.0}, {0.99, 8910.0}}));
}

TEST(HtmlFigures, NamesAreRedactedAndCannotEndTheBlock) {
  ASSERT_TRUE(register_secret("LAB_KEY", "sk-very-secret-value"));
  const Report report = report_of({{"sk-very-secret-value</script><!--\u202e", 0.5, 0.1}});
  const Labels labels = make_labels(report);
  const std::string block = figures_block(report, labels, make_figures(report, labels));
  forget_secrets();
  EXPECT_EQ(block.find("sk-very"), std::string::npos);
  EXPECT_EQ(block.find("</script>"), block.size() - std::string_view("</script>\n").size());
  EXPECT_EQ(block.find("<!--"), std::string::npos);
  EXPECT_NE(block.find("[U+202E]"), std::string::npos);
}

TEST(HtmlFigures, NumbersThatAreNoneAreNull) {
  Report report = report_of({{"a", 0.5, 0.1}});
  report.variants[0].pass_rate.low = std::numeric_limits<double>::quiet_NaN();
  report.variants[0].pass_rate.high = std::numeric_limits<double>::infinity();
  EXPECT_EQ(block_of(report)["tradeoffs"][0]["points"][0]["quality"],
            Json({0.5, nullptr, nullptr}));
}

TEST(HtmlFigures, AReportWithoutAnyHasNoBlock) {
  const Report report = report_of({{"a", 0.5, {}}});
  EXPECT_TRUE(make_figures(report, make_labels(report)).empty());
  EXPECT_EQ(page_of(report).find("id=\"figures\""), std::string::npos);
}

TEST(HtmlDataTable, EstimatesReadWithTheDigitsOfTheirValue) {
  struct Row {
    Estimated estimate;
    Unit unit;
    std::string_view expected;
  };
  const Row rows[] = {
      {{0.925, 0.841, 0.968, 24}, Unit::percent, "92.5% [84.1\u201396.8]"},
      {{412, 380, 440, 9}, Unit::ms, "412 ms [380\u2013440]"},
      {{0.0042, 0.0041, 0.0043, 9}, Unit::usd, "$0.00420 [0.00410\u20130.00430]"},
      {{0.0, {}, {}, 9}, Unit::usd, "$0"},
      {{{}, {}, {}, 0}, Unit::usd, "\u2014"},
  };
  for (const Row& row : rows) EXPECT_EQ(estimate_text(row.estimate, row.unit), row.expected);
}

}  // namespace
}  // namespace assay::html
