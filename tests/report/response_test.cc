// Responses over a grid: bands, corrected verdicts, the recommended setting.
#include "harness/report/compare/response.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "tests/report/report_fixture.h"

namespace assay {
namespace {

using testing::repeat;
using testing::report_of_two;

// Two settings of one model; `price` is what the second costs of the first.
Report settings(const std::string& first, const std::string& second, double price) {
  Report report = report_of_two(first, second);
  report.variants[1].model = report.variants[0].model;
  for (ReportCell& cell : report.cells) {
    if (cell.id.variant == 1 && cell.cost) {
      cell.cost = Money{static_cast<std::int64_t>(static_cast<double>(cell.cost->picos) * price)};
    }
  }
  tally(report);
  return report;
}

struct ResponseRow {
  const char* what;
  std::string second;
  double price;
  Standing standing;
  const char* recommended;
};

TEST(Response, RecommendsTheCheapestThatIsNoWorseThanTheBest) {
  const std::string first = repeat('p', 190) + repeat('f', 10);
  const ResponseRow rows[] = {
      {"equal and cheaper", first, 0.5, Standing::no_worse, "cand"},
      {"equal and dearer", first, 2, Standing::no_worse, "base"},
      {"cheaper and worse", repeat('p', 100) + repeat('f', 100), 0.1, Standing::worse, "base"},
      {"cheaper and open", repeat('p', 178) + repeat('f', 12) + repeat('p', 6) + repeat('f', 4),
       0.1, Standing::no_difference, "base"},
  };
  for (const ResponseRow& row : rows) {
    const Report report = settings(first, row.second, row.price);
    const std::vector<Response> responses = responses_of(report);
    ASSERT_EQ(responses.size(), 1U) << row.what;
    EXPECT_TRUE(responses[0].points[0].is_best);
    EXPECT_EQ(responses[0].points[1].standing, row.standing) << row.what;
    EXPECT_EQ(responses[0].recommended, row.recommended) << row.what;
  }
}

TEST(Response, BandsHoldTogetherAndAreWiderThanSingleIntervals) {
  const Report report =
      settings(repeat('p', 150) + repeat('f', 50), repeat('f', 50) + repeat('p', 150), 1);
  const Response response = responses_of(report).at(0);
  EXPECT_GT(response.confidence, 0.95);
  EXPECT_LE(response.confidence, 0.975 + 1e-12);
  EXPECT_LT(response.points[0].pass_rate.low.value(), report.variants[0].pass_rate.low.value());
}

// One answer for the suite, of all models and prompts; none where nothing was scored.
TEST(Response, RecommendsOneForTheSuite) {
  Report report =
      settings(repeat('p', 190) + repeat('f', 10), repeat('p', 190) + repeat('f', 10), 0.5);
  report.responses = responses_of(report);
  EXPECT_EQ(recommendation_of(report).variant, "cand");
  EXPECT_EQ(recommendation_of(report).reason, report.responses[0].reason);
  EXPECT_EQ(recommendation_of(report_of_two("pp", "pp")).variant, "") << "no settings";
  Report errors = settings("ee", "ee", 1);
  errors.responses = responses_of(errors);
  EXPECT_EQ(recommendation_of(errors).variant, "");
}

TEST(Response, IsOfOneModelAndPrompt) {
  EXPECT_TRUE(responses_of(report_of_two("pp", "pp")).empty()) << "two models";
  const std::vector<Response> unscored = responses_of(settings("uu", "uu", 1));
  ASSERT_EQ(unscored.size(), 1U);
  EXPECT_EQ(unscored[0].recommended, "");
}

// Two settings that a judge passes alike, at a tenth of the price; of `labelled` answers of each
// people pass all of the first's and every other one of the second's.
Report judged_settings(std::size_t labelled) {
  Report report = settings(repeat('p', 200), repeat('p', 200), 0.1);
  for (ReportCell& cell : report.cells) {
    cell.is_by_judges = true;
    auto reply = std::make_shared<Reply>();
    reply->answer = "by " + std::to_string(cell.id.variant);
    cell.reply = std::move(reply);
    const std::size_t number = cell.id.case_index;
    if (number >= labelled) continue;
    cell.label = cell.id.variant == 0 || number % 2 == 0;
    VariantLabels& labels = report.variants[cell.id.variant].labels;
    ++labels.of_passed.n;
    labels.of_passed.passed += *cell.label ? 1 : 0;
    ++labels.count;
  }
  tally(report);
  return report;
}

TEST(Response, GoesByWhatPeopleSayWhereLabelsOfEachSettingTell) {
  const Response response = responses_of(judged_settings(40)).at(0);
  EXPECT_TRUE(response.points[0].is_best);
  EXPECT_EQ(response.points[1].standing, Standing::worse);
  EXPECT_NEAR(response.points[1].pass_rate.value.value(), 0.5, 1e-9);
  EXPECT_EQ(response.recommended, "base") << "the cheaper one is worse to people";
  EXPECT_EQ(response.method, "judges corrected by labels of each setting");
  EXPECT_TRUE(response.reason.ends_with("; " + response.method)) << response.reason;
  EXPECT_NEAR(response.confidence, 0.975, 1e-12) << "Bonferroni's";
}

TEST(Response, SaysWhereItGoesByTheJudge) {
  Report report = judged_settings(40);
  report.variants[1].labels.count = 19;
  tally(report);
  const Response response = responses_of(report).at(0);
  EXPECT_EQ(response.points[0].pass_rate.value, 1) << "nor is the other one corrected";
  EXPECT_EQ(response.points[1].pass_rate.value, 1);
  EXPECT_EQ(response.recommended, "cand");
  EXPECT_EQ(response.method,
            "as judged: whether judges err alike would take 20 labels of each setting");
  EXPECT_EQ(responses_of(settings("pp", "pp", 1)).at(0).method, "") << "no judge";
}

}  // namespace
}  // namespace assay
