// What all reporters promise together: what they write reads back, says the same
// totals, and does not depend on the machine's locale.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <locale>
#include <set>
#include <stdexcept>
#include <string>

#include "harness/base/json.h"
#include "harness/base/text.h"
#include "tests/reporters/render.h"
#include "tests/support/sample_report.h"
#include "tests/support/test_files.h"

namespace assay {
namespace {

using testing::CsvRows;
using testing::read_csv;
using testing::read_text;
using testing::render;
using testing::sample_report;
using testing::source_path;
using testing::TemporaryFolder;
using testing::write_text;

const char* const kTextFormats[] = {"console", "csv", "cells", "json", "junit", "markdown"};

Json rendered_json(const Report& report) {
  Result<Json> json = parse_json(render("json", report));
  if (!json) throw std::runtime_error(json.error().message);
  return *json;
}

long long sum_of_column(const CsvRows& rows, const std::string& name) {
  std::size_t column = 0;
  while (rows.at(0).at(column) != name) ++column;
  long long sum = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) sum += parse_integer(rows[i].at(column)).value();
  return sum;
}

TEST(Reporters, AreListedOnceWithTheirFileAndHelp) {
  std::set<std::string_view> names;
  std::set<std::string_view> files;
  for (const ReporterRow& row : reporter_rows()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_TRUE(files.insert(row.file_name).second) << row.file_name;
    EXPECT_FALSE(row.help.empty());
    EXPECT_EQ(find_reporter(row.name), &row);
  }
  EXPECT_EQ(find_reporter("nothing"), nullptr);
}

TEST(Reporters, WriteValidUtf8WithoutNul) {
  for (const char* format : kTextFormats) {
    const std::string text = render(format, sample_report());
    EXPECT_TRUE(is_valid_utf8(text)) << format;
    EXPECT_EQ(text.find('\0'), std::string::npos) << format;
  }
}

TEST(Reporters, AgreeOnEveryTotal) {
  const Report report = sample_report();
  const Json json = rendered_json(report);
  const CsvRows summary = read_csv(render("csv", report));
  const CsvRows cells = read_csv(render("cells", report));
  for (const char* count : {"cells", "passed", "failed", "errors", "unscored"}) {
    long long from_json = 0;
    for (const Json& variant : json["variants"]) from_json += variant[count].get<long long>();
    EXPECT_EQ(from_json, sum_of_column(summary, count)) << count;
  }
  long long repeats = 0;
  long long passed = 0;
  for (const Json& entry : json["cases"]) {
    for (const Json& of_variant : entry["variants"]) {
      repeats += static_cast<long long>(of_variant["repeats"].size());
      passed += of_variant["passed"].get<long long>();
    }
  }
  EXPECT_EQ(repeats, static_cast<long long>(cells.size()) - 1);
  EXPECT_EQ(repeats, sum_of_column(summary, "cells"));
  EXPECT_EQ(passed, sum_of_column(summary, "passed"));
}

TEST(Reporters, IgnoreTheLocale) {
  struct Grouping : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  for (const char* format : kTextFormats) {
    const std::string plain = render(format, sample_report());
    const std::locale before = std::locale::global(std::locale(std::locale(), new Grouping));
    const std::string localised = render(format, sample_report());
    std::locale::global(before);
    EXPECT_EQ(plain, localised) << format;
  }
}

TEST(Reporters, TakeAnEmptyReport) {
  for (const char* format : kTextFormats) EXPECT_FALSE(render(format, Report{}).empty()) << format;
  EXPECT_TRUE(rendered_json(Report{})["variants"].empty());
}

TEST(Json, KeepsWhatModelsWrote) {
  const Json json = rendered_json(sample_report());
  const Json& repeats = json["cases"][1]["variants"]["mini/plain temperature=0"]["repeats"];
  EXPECT_EQ(repeats[0]["reply"]["answer"], to_valid_utf8(testing::hostile_text()));
  EXPECT_EQ(repeats[1]["reply"]["answer"], "\tParis");
  EXPECT_EQ(json["run"]["seed"].get<std::uint64_t>(), 18446744073709551615ULL);
}

TEST(Json, SaysNullForWhatIsNotANumber) {
  Report report = sample_report();
  report.variants[0].score.value = std::numeric_limits<double>::quiet_NaN();
  report.variants[0].score.high = std::numeric_limits<double>::infinity();
  report.cells[0].parts[0].value = -std::numeric_limits<double>::infinity();
  const Json json = rendered_json(report);
  EXPECT_TRUE(json["variants"][0]["score"]["value"].is_null());
  EXPECT_TRUE(json["variants"][0]["score"]["high"].is_null());
}

TEST(Json, WritesMoneyExactly) {
  EXPECT_NE(render("json", sample_report()).find("\"cost_usd\": 12.345678901234,"),
            std::string::npos);
}

// Keys that authors, scripts and providers choose: the documentation cannot name them.
bool has_free_keys(const std::string& key) {
  return key == "axes" || key == "params" || key == "messages" || key == "variants" ||
         key == "metrics" || key == "derived_metrics";
}

void expect_documented(const Json& json, const std::string& key, const std::string& page) {
  if (json.is_object()) {
    for (const auto& [name, value] : json.items()) {
      if (!has_free_keys(key)) {
        EXPECT_NE(page.find("`" + name + "`"), std::string::npos)
            << name << " is not in docs/report-fields.md";
      }
      if (key != "axes" && key != "params" && key != "messages") {
        expect_documented(value, has_free_keys(key) ? "" : name, page);
      }
    }
  } else if (json.is_array()) {
    for (const Json& value : json) expect_documented(value, "", page);
  }
}

TEST(ReportFields, AreAllDocumented) {
  const std::string page = read_text(source_path("docs/report-fields.md"));
  expect_documented(rendered_json(sample_report()), "", page);
  Report plain = sample_report();
  plain.axes.clear();
  plain.own_metrics.clear();
  plain.derived_metrics.clear();
  for (const char* format : {"csv", "cells"}) {
    const CsvRows rows = read_csv(render(format, plain));
    for (const std::string& column : rows.at(0)) {
      EXPECT_NE(page.find("`" + column + "`"), std::string::npos) << column;
    }
  }
}

TEST(Csv, HasRepeatsAndOwnMetricsBehindTheOthers) {
  const CsvRows rows = read_csv(render("csv", sample_report()));
  const std::vector<std::string>& head = rows.at(0);
  ASSERT_EQ(head.size(), rows.at(1).size());
  const auto column = [&](const std::string& name) {
    const auto found = std::find(head.begin(), head.end(), name);
    EXPECT_NE(found, head.end()) << name;
    return static_cast<std::size_t>(found - head.begin());
  };
  EXPECT_EQ(column("pass_all"), column("prices") + 1);
  EXPECT_EQ(rows.at(1)[column("pass_all_high")], "0.9");
  EXPECT_EQ(rows.at(2)[column("flaky_cases")], "1");
  EXPECT_EQ(column("score:facts, =1"), column("flaky_cases") + 1);
  EXPECT_EQ(rows.at(1)[column("score:facts, =1")], "0.8125");
  EXPECT_EQ(rows.at(1)[column("score:facts, =1_n")], "2");
  EXPECT_EQ(rows.at(1)[column("score:facts, =1_missing")], "1");
  EXPECT_EQ(rows.at(3)[column("score:facts, =1")], "");
  EXPECT_EQ(rows.at(3)[column("score:facts, =1_missing")], "4");
}

TEST(Csv, HasTheColumnsOfTheContract) {
  Report report = sample_report();
  report.axes = {"temperature"};
  report.run.repeats = 1;
  report.own_metrics.clear();
  report.derived_metrics.clear();
  const std::string summary = render("csv", report);
  EXPECT_EQ(summary.substr(0, summary.find('\n')),
            "variant,model,prompt,temperature,cells,passed,failed,errors,unscored,pass_rate,"
            "pass_rate_low,pass_rate_high,score,latency_p50_ms,latency_p95_ms,ttft_p50_ms,"
            "input_tokens,output_tokens,reasoning_tokens,cost_usd,cost_usd_per_case,"
            "spent_at_least_usd,unknown_cost_attempts,part,dropped,prices");
  const std::string cells = render("cells", report);
  EXPECT_EQ(cells.substr(0, cells.find('\n')),
            "variant,model,prompt,temperature,case,repeat,verdict,score,latency_ms,ttft_ms,"
            "input_tokens,output_tokens,reasoning_tokens,cost_usd,finish_reason,attempts,cached,"
            "error,metrics,reply");
}

TEST(Csv, EveryRowHasEveryColumn) {
  for (const char* format : {"csv", "cells"}) {
    const CsvRows rows = read_csv(render(format, sample_report()));
    for (const auto& row : rows) EXPECT_EQ(row.size(), rows[0].size()) << format;
  }
}

TEST(Csv, NoFieldOfTextIsAFormula) {
  for (const char* format : {"csv", "cells"}) {
    for (const auto& row : read_csv(render(format, sample_report()))) {
      for (const std::string& field : row) {
        if (field.empty() || parse_number(field)) continue;
        EXPECT_EQ(std::string("=+-@\t\r").find(field[0]), std::string::npos) << field;
      }
    }
  }
}

TEST(Junit, IsWellFormed) {
  if (std::system("command -v xmllint >/dev/null 2>&1") != 0) {
    GTEST_SKIP() << "xmllint is not installed; the golden file is checked all the same";
  }
  const TemporaryFolder folder;
  write_text(folder / "junit.xml", render("junit", sample_report()));
  const std::string command = "xmllint --noout '" + (folder / "junit.xml").string() + "'";
  EXPECT_EQ(std::system(command.c_str()), 0);
}

// With gates a failed repeat fails where a gate about its variant's verdicts did.
TEST(Junit, HasFailuresOnlyWhereTheVerdictHas) {
  const auto count = [](const std::string& xml, const std::string& element) {
    std::size_t found = 0;
    for (std::size_t at = 0; (at = xml.find(element, at)) != std::string::npos; ++at) ++found;
    return found;
  };
  Report report = sample_report();
  report.gates.clear();
  EXPECT_EQ(count(render("junit", report), "<failure "), 4U);
  EXPECT_EQ(count(render("junit", report), "<error "), 4U);
  GateResult gate;
  gate.name = gate.metric = "pass_rate";
  gate.variant = report.variants[0].id;
  gate.outcome = GateOutcome::pass;
  report.gates = {gate};
  EXPECT_EQ(count(render("junit", report), "<failure "), 0U);
  report.run.max_error_rate.reset();
  EXPECT_EQ(count(render("junit", report), "<error "), 0U);
  EXPECT_NE(render("junit", report).find("(no gate failed for it)"), std::string::npos);
  report.gates[0].outcome = GateOutcome::fail;
  EXPECT_EQ(count(render("junit", report), "<failure "), 1U + 1U) << "the gate, and its variant's";
  report.gates[0].metric = "latency_p50_ms";
  EXPECT_EQ(count(render("junit", report), "<failure "), 1U) << "no verdict is slow";
  report.gates[0].outcome = GateOutcome::pass;
  report.run.max_error_rate = 0.01;
  EXPECT_EQ(count(render("junit", report), "<error "), 4U) << "too many: the run is worth nothing";
}

TEST(Junit, NamesEveryTestCaseOnce) {
  const std::string xml = render("junit", sample_report());
  std::set<std::string> seen;
  for (std::size_t at = 0; (at = xml.find("<testcase ", at)) != std::string::npos; ++at) {
    EXPECT_TRUE(seen.insert(xml.substr(at, xml.find(" file=", at) - at)).second);
  }
  EXPECT_EQ(seen.size(), 3u * 4u + 5u);  // variants x cases, and the gates
}

}  // namespace
}  // namespace assay
