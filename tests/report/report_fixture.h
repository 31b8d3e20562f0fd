// Small reports built by hand, for the tests of statistics and gates.
#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/report/report.h"
#include "harness/report/summary/tally.h"
#include "harness/suite/suite.h"

namespace assay::testing {

// A column of cases: passed, failed, errors of each.
inline std::vector<CaseVariant> column(std::initializer_list<CaseVariant> cases) {
  return cases;
}

inline CaseVariant counts(std::int64_t passed, std::int64_t failed, std::int64_t errors = 0) {
  CaseVariant entry{{passed, failed, errors, 0}, std::nullopt};
  if (passed + failed > 0) {
    entry.score = static_cast<double>(passed) / static_cast<double>(passed + failed);
  }
  return entry;
}

inline ReportCell cell(std::uint32_t variant, std::uint32_t case_index, std::uint32_t repeat,
                       Verdict verdict, double latency_ms = 100) {
  ReportCell made;
  made.id = {variant, case_index, repeat};
  made.verdict = verdict;
  made.attempts = 1;
  if (verdict == Verdict::error) {
    made.error = "timeout: no first byte";
    return made;
  }
  if (verdict != Verdict::unscored) made.score = verdict == Verdict::pass ? 1 : 0;
  made.latency_ms = latency_ms;
  made.usage.input = 10;
  made.usage.output = 5;
  made.cost = Money{1'000'000};
  made.reply = std::make_shared<const Reply>();
  return made;
}

// An unscored cell that a label will decide.
inline ReportCell waiting_cell(ReportCell made) {
  ScorePart part;
  part.name = "human";
  part.waits = true;
  made.parts.push_back(part);
  return made;
}

// One variant "a", a case for each character of each verdict string's position:
// 'p' pass, 'f' fail, 'e' error, 'u' unscored, 'w' waits for a label, '-' never asked.
inline Report report_of(const std::string& verdicts) {
  Report report;
  VariantSummary variant;
  variant.id = variant.model = variant.model_id = "a";
  variant.prompt = "plain";
  report.variants.push_back(variant);
  report.run.planned_cells = verdicts.size();
  report.run.complete = verdicts.find('-') == std::string::npos;
  for (std::uint32_t i = 0; i < verdicts.size(); ++i) {
    report.cases.push_back({"case " + std::to_string(i), {}, {}});
    const char c = verdicts[i];
    if (c == '-') continue;
    report.cells.push_back(cell(0, i, 0,
                                c == 'p'   ? Verdict::pass
                                : c == 'f' ? Verdict::fail
                                : c == 'e' ? Verdict::error
                                           : Verdict::unscored,
                                100.0 + i));
    if (c == 'w') report.cells.back() = waiting_cell(std::move(report.cells.back()));
  }
  report.messages.resize(report.cases.size());
  tally(report);
  return report;
}

// Two variants "base" and "cand" on the same cases; the verdicts of `repeats`
// repeats of a case stand side by side. Verdicts as above.
inline Report report_of_two(const std::string& base, const std::string& cand,
                            std::size_t repeats = 1) {
  Report report;
  for (const char* name : {"base", "cand"}) {
    VariantSummary variant;
    variant.id = variant.model = variant.model_id = name;
    variant.prompt = "plain";
    report.variants.push_back(variant);
  }
  report.run.planned_cells = base.size() + cand.size();
  report.run.complete = (base + cand).find('-') == std::string::npos;
  report.run.repeats = static_cast<std::int64_t>(repeats);
  report.run.suite = "s";
  for (std::size_t i = 0; i < base.size(); i += repeats) {
    const auto index = static_cast<std::uint32_t>(report.cases.size());
    report.cases.push_back({"case " + std::to_string(index), {}, {}});
    for (const std::uint32_t variant : {0U, 1U}) {
      for (std::size_t r = 0; r < repeats; ++r) {
        const char c = (variant == 0 ? base : cand)[i + r];
        if (c == '-') continue;
        const Verdict verdict = c == 'p'   ? Verdict::pass
                                : c == 'f' ? Verdict::fail
                                : c == 'e' ? Verdict::error
                                           : Verdict::unscored;
        report.cells.push_back(
            cell(variant, index, static_cast<std::uint32_t>(r), verdict, 100.0 + index));
        if (c == 'w') report.cells.back() = waiting_cell(std::move(report.cells.back()));
      }
    }
  }
  report.messages.resize(report.cases.size());
  tally(report);
  return report;
}

inline std::string repeat(char c, std::size_t n) {
  return std::string(n, c);
}

inline Gate gate_of(std::string metric, std::optional<double> at_least,
                    std::optional<double> at_most) {
  Gate gate;
  gate.name = metric;
  gate.metric = std::move(metric);
  gate.at_least = at_least;
  gate.at_most = at_most;
  return gate;
}

}  // namespace assay::testing
