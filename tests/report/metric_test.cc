// The table of metrics: what holds for every row.
#include "harness/report/metric.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "harness/report/compare/arm.h"
#include "harness/report/compare/baseline.h"
#include "tests/report/report_fixture.h"
#include "tests/support/test_files.h"

namespace assay {
namespace {

std::string compared_text(const MetricShape& metric) {
  if (!metric.compares()) return "no";
  if (metric.is_judged()) return "by a difference";
  return metric.kind == MetricKind::total ? "by a ratio" : "by a ratio or a difference";
}

// The page has the words of `assay list metrics`.
TEST(Metrics, AreRowsOnTheirPage) {
  const std::string page = testing::read_text(testing::source_path("docs/suite-format.md"));
  EXPECT_EQ(metric_shapes().size(), metric_rows().size());
  for (const MetricRow& row : metric_rows()) {
    const MetricShape& shape = row.shape;
    EXPECT_EQ(find_metric(shape.name), &row);
    const bool higher = shape.direction == Direction::higher_is_better;
    const std::string line = fmt::format("\n| `{}` | {} | {} | {} |\n", shape.name, shape.help,
                                         higher ? "higher" : "lower", compared_text(shape));
    EXPECT_NE(page.find(line), std::string::npos) << line;
  }
  EXPECT_EQ(find_metric("speed"), nullptr);
}

// The loader says so to who asks for a difference of sums.
TEST(Metrics, ThatAreComparedSumsHaveAMeanBeside) {
  for (const MetricShape& shape : metric_shapes()) {
    if (shape.kind != MetricKind::total || !shape.compares()) continue;
    EXPECT_NE(find_metric(std::string(shape.name) + "_per_case"), nullptr) << shape.name;
  }
}

Report mixed_report() {
  Report report = testing::report_of(testing::repeat('p', 60) + testing::repeat('f', 30) + "eu");
  for (ReportCell& cell : report.cells)
    if (cell.reply != nullptr) cell.ttft_ms = 10.0 + cell.id.case_index % 7;
  tally(report);
  return report;
}

// What gates decide on is what reporters show.
TEST(Metrics, AreWhatTheSummaryOfAVariantSays) {
  const Report report = mixed_report();
  const VariantSummary& variant = report.variants[0];
  const auto total = [&](std::optional<double> value) {
    return Estimated{value, std::nullopt, std::nullopt, variant.cells};
  };
  struct Row {
    const char* metric;
    Estimated shown;
  };
  const Row rows[] = {
      {"pass_rate", variant.pass_rate},
      {"score", variant.score},
      {"latency_p50_ms", variant.latency_ms.p50},
      {"latency_p95_ms", variant.latency_ms.p95},
      {"ttft_p50_ms", variant.ttft_ms.p50},
      {"ttft_p95_ms", variant.ttft_ms.p95},
      {"cost_usd_per_case", variant.cost_per_case},
      {"output_tokens", total(5 * 91)},
      {"output_tokens_per_case", variant.output_tokens_per_case},
      {"error_rate", variant.error_rate},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.metric);
    const Estimated of = estimate_of(*find_metric(row.metric), report, 0);
    EXPECT_EQ(of.value, row.shown.value);
    EXPECT_EQ(of.low, row.shown.low);
    EXPECT_EQ(of.high, row.shown.high);
    EXPECT_EQ(of.n, row.shown.n);
    EXPECT_TRUE(of.value);
  }
}

TEST(Metrics, ThatCompareAreKeptInBaselines) {
  const Result<Baseline> saved = baseline_of(mixed_report(), "main", "", "");
  ASSERT_TRUE(saved) << saved.error().message;
  const Result<Baseline> read = baseline_from_json(to_json(*saved));
  ASSERT_TRUE(read) << read.error().message;
  std::set<std::string> keys;
  for (const Quantity* quantity : compared_quantities()) {
    SCOPED_TRACE(quantity->key);
    EXPECT_TRUE(keys.insert(quantity->key).second) << "two quantities of one key";
    const ArmCase& before = saved->arms[0].cases[0];
    EXPECT_TRUE(mean_of(before, *quantity));
    EXPECT_EQ(mean_of(read->arms[0].cases[0], *quantity), mean_of(before, *quantity));
  }
}

}  // namespace
}  // namespace assay
