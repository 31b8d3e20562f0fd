// junit.xml, as GitLab and Jenkins read it (their parsers, not the schema):
//  - one test case for each (case, variant), its repeats together: GitLab drops
//    test cases of equal name;
//  - without gates a repeat that failed is a failure, as in the exit code; error: none
//    failed, but one could not be judged; skipped: nothing to say (not run, no
//    expectations, gate inconclusive);
//  - with gates they decide alone: a repeat that failed is a failure where a gate on
//    a judged metric that is about its variant failed, and is skipped, with the
//    reason, where none did. An error is one where the run is worth nothing for it;
//  - the text stands in @message and in the element: GitLab reads only the
//    element, Jenkins shows the attribute first;
//  - a class name of "suite.model" is GitLab's Suite column and Jenkins' package.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "harness/base/text.h"
#include "harness/report/gate/exit_decision.h"
#include "harness/report/metric.h"
#include "harness/report/own_metric.h"
#include "harness/report/part.h"
#include "reporters/formats.h"
#include "reporters/words/failing.h"
#include "reporters/words/own.h"
#include "reporters/xml.h"

namespace assay {
namespace {

// Bounds of one test case: CI servers refuse files above 30 MB.
constexpr std::size_t kMessageLength = 300;
constexpr std::size_t kReplyLength = 300;
constexpr int kRepeatsShown = 5;

enum class Kind { passed, failure, error, skipped };

struct TestCase {
  std::string class_name;
  std::string name;
  Kind kind = Kind::passed;
  std::string message;  // one line
  std::string detail;   // text of the element
  std::optional<double> milliseconds;
};

struct TestSuite {
  std::string name;
  std::vector<TestCase> tests;
  std::vector<std::pair<std::string, std::string>> properties;
};

struct Counts {
  int tests = 0;
  int failures = 0;
  int errors = 0;
  int skipped = 0;
  std::optional<double> milliseconds;

  void add(const TestCase& test) {
    ++tests;
    if (test.kind == Kind::failure) ++failures;
    if (test.kind == Kind::error) ++errors;
    if (test.kind == Kind::skipped) ++skipped;
    if (test.milliseconds) milliseconds = milliseconds.value_or(0) + *test.milliseconds;
  }
};

std::string_view element_of(Kind kind) {
  switch (kind) {
    case Kind::failure:
      return "failure";
    case Kind::error:
      return "error";
    case Kind::skipped:
      return "skipped";
    case Kind::passed:
      break;
  }
  return "";
}

Kind kind_of(const CaseVariant& counts) {
  if (counts.failed > 0) return Kind::failure;
  if (counts.errors > 0) return Kind::error;
  return counts.passed > 0 ? Kind::passed : Kind::skipped;
}

// What the run's verdict makes of its variants' cases.
class Judging {
 public:
  explicit Judging(const Report& report) : has_gates_(!report.gates.empty()) {
    if (!has_gates_) return;
    errors_count_ = decide_exit(report).exit == ExitClass::infrastructure;
    for (const GateResult& gate : report.gates) {
      if (gate.outcome == GateOutcome::fail && is_judged(gate.metric)) failed_.insert(gate.variant);
    }
  }
  Kind kind(const VariantSummary& variant, Kind kind) const {
    if (!has_gates_) return kind;
    const bool failures_count = failed_.contains("") || failed_.contains(variant.id);
    if (kind == Kind::failure && !failures_count) return Kind::skipped;
    if (kind == Kind::error && !errors_count_) return Kind::skipped;
    return kind;
  }

 private:
  bool has_gates_;
  bool errors_count_ = true;
  std::unordered_set<std::string_view> failed_;  // variants a gate failed for; "": all
};

Kind kind_of(GateOutcome outcome) {
  switch (outcome) {
    case GateOutcome::pass:
      return Kind::passed;
    case GateOutcome::fail:
      return Kind::failure;
    case GateOutcome::inconclusive:
      return Kind::skipped;
    case GateOutcome::error:
      break;
  }
  return Kind::error;
}

std::string describe_cell(const ReportCell& cell) {
  std::string text = fmt::format("repeat {}: {}\n", cell.id.repeat + 1, to_string(cell.verdict));
  text += excerpt(reason_of(cell), kMessageLength);
  if (cell.reply != nullptr) text += "\nreply: " + excerpt(cell.reply->answer, kReplyLength);
  return text + "\n";
}

std::string detail_of(std::span<const ReportCell> cells) {
  std::string text;
  int shown = 0;
  int more = 0;
  for (const ReportCell& cell : cells) {
    if (cell.verdict == Verdict::pass || cell.verdict == Verdict::unscored) continue;
    if (shown == kRepeatsShown) {
      ++more;
      continue;
    }
    text += describe_cell(cell);
    ++shown;
  }
  return more == 0 ? text : text + fmt::format("and {} more\n", more);
}

std::string message_of(const Report& report, const FailingCase& failing, Kind kind) {
  const CaseVariant& counts = failing.counts;
  const std::int64_t all = counts.all();
  if (kind == Kind::skipped) return all == 0 ? "not run" : "no expectations: nothing to judge";
  const std::int64_t bad = kind == Kind::failure ? counts.failed : counts.errors;
  return fmt::format("{} of {} {}: {}", bad, all,
                     kind == Kind::failure ? "failed" : "could not be judged",
                     excerpt(first_reason(report, failing), kMessageLength));
}

std::string test_name(const CaseSummary& summary, const VariantSummary& variant) {
  std::string name = summary.id + " [" + variant.prompt;
  for (const auto& [axis, value] : variant.axes) name += " " + axis + "=" + parameter_text(value);
  return name + "]";
}

TestCase test_of(const Report& report, const Judging& judging, std::size_t case_index,
                 std::size_t variant) {
  const FailingCase entry{case_index, variant, report.cases[case_index].variants[variant]};
  const std::span<const ReportCell> cells = cells_of(report, case_index, variant);
  TestCase test;
  test.class_name = report.run.suite + "." + report.variants[variant].model;
  test.name = test_name(report.cases[case_index], report.variants[variant]);
  test.kind = kind_of(entry.counts);
  for (const ReportCell& cell : cells) {
    if (cell.latency_ms) test.milliseconds = test.milliseconds.value_or(0) + *cell.latency_ms;
  }
  if (test.kind == Kind::passed) return test;
  test.message = message_of(report, entry, test.kind);
  test.detail = test.kind == Kind::skipped ? test.message : detail_of(cells);
  const Kind seen = std::exchange(test.kind, judging.kind(report.variants[variant], test.kind));
  if (test.kind != seen) test.message += " (no gate failed for it)";
  return test;
}

TestSuite gate_tests(const Report& report) {
  TestSuite suite{"gates", {}, {}};
  for (const GateResult& gate : report.gates) {
    TestCase test;
    test.class_name = report.run.suite + ".gates";
    const std::string subject = subject_of(gate);
    test.name = subject.empty() ? gate.name : gate.name + " [" + subject + "]";
    test.kind = kind_of(gate.outcome);
    test.message = std::string(to_string(gate.outcome)) + ": " + gate.reason;
    test.detail = test.message;
    suite.tests.push_back(std::move(test));
  }
  return suite;
}

// A damaged run is an error whatever its cases say.
TestSuite damage_test(const Report& report) {
  TestCase test;
  test.class_name = report.run.suite + ".store";
  test.name = "the Store is as it was written";
  test.kind = Kind::error;
  test.message = damage_text(report.run);
  test.detail = test.message;
  return {"store", {std::move(test)}, {}};
}

TestSuite variant_tests(const Report& report, const Judging& judging, const Ledger& spent_by_run,
                        std::size_t variant) {
  const VariantSummary& summary = report.variants[variant];
  TestSuite suite{summary.id, {}, {}};
  for (const auto& [name, count] :
       {std::pair{"cells", summary.cells}, std::pair{"passed", summary.passed},
        std::pair{"failed", summary.failed}, std::pair{"errors", summary.errors},
        std::pair{"unscored", summary.unscored}}) {
    suite.properties.emplace_back(name, std::to_string(count));
  }
  suite.properties.emplace_back("spent", spending_text(summary.spent));
  suite.properties.emplace_back("spent_by_run", spending_text(spent_by_run));
  for (const NamedEstimate& each : summary.reduced)
    suite.properties.emplace_back(each.name, own_text(each));
  for (const NamedEstimate& each : summary.own)
    suite.properties.emplace_back(own_metric(each.name), own_text(each));
  for (const NamedEstimate& each : summary.derived)
    suite.properties.emplace_back(own_metric(each.name), derived_text(each));
  if (const std::string part = part_text(report); !part.empty())
    suite.properties.emplace_back("part", part);
  suite.tests.reserve(report.cases.size());
  for (std::size_t i = 0; i < report.cases.size(); ++i) {
    suite.tests.push_back(test_of(report, judging, i, variant));
  }
  return suite;
}

// Three decimals: the Surefire schema rejects more.
void write_time(const std::optional<double>& milliseconds, XmlWriter& xml) {
  if (milliseconds) xml.attribute("time", format_fixed(*milliseconds / 1000, 3));
}

void write_counts(const Counts& counts, XmlWriter& xml) {
  xml.attribute("tests", std::to_string(counts.tests));
  xml.attribute("failures", std::to_string(counts.failures));
  xml.attribute("errors", std::to_string(counts.errors));
  xml.attribute("skipped", std::to_string(counts.skipped));
  write_time(counts.milliseconds, xml);
}

void write_properties(const TestSuite& suite, XmlWriter& xml) {
  if (suite.properties.empty()) return;
  xml.open("properties");
  for (const auto& [name, value] : suite.properties) {
    xml.open("property");
    xml.attribute("name", name);
    xml.attribute("value", value);
    xml.close();
  }
  xml.close();
}

void write_test(const Report& report, const TestCase& test, XmlWriter& xml) {
  xml.open("testcase");
  xml.attribute("classname", test.class_name);
  xml.attribute("name", test.name);
  if (!report.run.suite_path.empty()) xml.attribute("file", report.run.suite_path);
  write_time(test.milliseconds, xml);
  if (test.kind != Kind::passed) {
    xml.open(element_of(test.kind));
    xml.attribute("message", test.message);
    xml.text(test.detail);
    xml.close();
  }
  xml.close();
}

}  // namespace

void write_junit(const Report& report, std::ostream& out) {
  std::vector<TestSuite> suites;
  if (!report.run.damage.empty()) suites.push_back(damage_test(report));
  if (!report.gates.empty()) suites.push_back(gate_tests(report));
  const Judging judging(report);
  const Ledger spent = spent_of(report);
  for (std::size_t v = 0; v < report.variants.size(); ++v) {
    suites.push_back(variant_tests(report, judging, spent, v));
  }
  std::vector<Counts> counts(suites.size());
  Counts all;
  for (std::size_t i = 0; i < suites.size(); ++i) {
    for (const TestCase& test : suites[i].tests) {
      counts[i].add(test);
      all.add(test);
    }
  }

  XmlWriter xml(out);
  xml.open("testsuites");
  xml.attribute("name", report.run.suite);
  write_counts(all, xml);
  for (std::size_t i = 0; i < suites.size(); ++i) {
    xml.open("testsuite");
    xml.attribute("name", suites[i].name);
    if (!report.run.started_at.empty()) xml.attribute("timestamp", report.run.started_at);
    write_counts(counts[i], xml);
    write_properties(suites[i], xml);
    for (const TestCase& test : suites[i].tests) write_test(report, test, xml);
    xml.close();
  }
  xml.close();
}

}  // namespace assay
