// report.md: what a reviewer reads in a pull request. The verdict first, then
// gates, variants, warnings, and failing cases behind a fold.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/text.h"
#include "harness/report/gate/exit_decision.h"
#include "harness/report/own_metric.h"
#include "harness/report/part.h"
#include "harness/report/rates.h"
#include "reporters/formats.h"
#include "reporters/markdown_text.h"
#include "reporters/words/change.h"
#include "reporters/words/display.h"
#include "reporters/words/failing.h"
#include "reporters/words/judge.h"
#include "reporters/words/own.h"

namespace assay {
namespace {

constexpr std::size_t kNameLength = 80;
constexpr std::size_t kReasonLength = 240;
constexpr std::size_t kWarningLength = 400;
// Kept free for headings, closing tags and notices, and for the last line.
constexpr std::size_t kReserve = 2000;
constexpr std::size_t kFoot = 4000;  // its three names at their longest, escaped

std::string name(std::string_view text) {
  return markdown_text(text, kNameLength);
}

// assay's own names need no escaping, and are searched for as they are.
std::string metric_name(const std::string& metric) {
  return is_own_metric(metric) ? name(metric) : metric;
}

// Adds rows until the budget is spent, and says how many are missing.
void add_rows(BudgetedText& page, const std::vector<std::string>& rows, std::string_view what) {
  std::size_t shown = 0;
  while (shown < rows.size() && page.add(rows[shown], kReserve)) ++shown;
  if (shown < rows.size()) {
    page.add(
        fmt::format("\n_{} more {} left out: this page has a size limit, see the full "
                    "report._\n",
                    rows.size() - shown, what));
  }
}

// Comment bots find their own comment by this line. Letters and digits only: it
// is inside an HTML comment.
std::string marker(std::string_view suite) {
  std::string key;
  for (char c : suite.substr(0, kNameLength)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    key += plain ? c : '_';
  }
  return "<!-- assay:" + key + " -->\n";
}

void add_verdict(const Report& report, BudgetedText& page) {
  const ExitDecision decision = decide_exit(report);
  const Badge badge = badge_of(decision.exit);
  page.add(marker(report.run.suite));
  page.add(fmt::format("**{} {}** — {}: {}\n", badge.glyph, badge.word, name(report.run.suite),
                       markdown_text(decision.reason, kReasonLength)));
  page.add(fmt::format("\n{}; spent {}\n", counts_text(report), spending_text(spent_of(report))));
  if (const std::string part = part_text(report); !part.empty())
    page.add(fmt::format("\n{}\n", markdown_text(part, kReasonLength)));
}

std::string threshold(const GateResult& gate) {
  const GateLimits limits = limits_of(gate);
  std::string text;
  if (limits.at_least) text = "≥ " + show_limit(gate, *limits.at_least);
  if (limits.at_most) {
    text += (text.empty() ? "≤ " : ", ≤ ") + show_limit(gate, *limits.at_most);
  }
  return text;
}

void add_gates(const Report& report, BudgetedText& page) {
  if (report.gates.empty()) return;
  page.add(
      "\n| gate | variant | observed [95% CI] | limit | verdict | |\n|---|---|---|---|---|---|\n");
  std::vector<std::string> rows;
  for (const GateResult& gate : report.gates) {
    const Badge badge = badge_of(gate.outcome);
    rows.push_back(fmt::format("| {} | {} | {} | {} | {} {} | {} |\n", name(gate.name),
                               name(subject_of(gate)), show_observed(gate), threshold(gate),
                               badge.glyph, badge.word, markdown_text(gate.reason, kReasonLength)));
  }
  add_rows(page, rows, "gates");
}

void add_flips(const Comparison& comparison, BudgetedText& page) {
  constexpr std::size_t kShown = 10;
  if (comparison.flips.empty()) return;
  std::string lines = fmt::format(
      "\n<details><summary>{} cases lost, {} won</summary>\n\n"
      "| case | was | is |\n|---|--:|--:|\n",
      comparison.lost, comparison.won);
  for (std::size_t i = 0; i < std::min(kShown, comparison.flips.size()); ++i) {
    const Flip& flip = comparison.flips[i];
    lines += fmt::format("| {} | {} | {} |\n", name(flip.case_id), format_fixed(flip.baseline, 2),
                         format_fixed(flip.candidate, 2));
  }
  page.add(lines + "\n</details>\n", kReserve);
}

// Every difference with its interval and a word; the lost cases behind a fold.
void add_comparisons(const Report& report, BudgetedText& page) {
  for (const Comparison& comparison : report.comparisons) {
    page.add(fmt::format("\n| {} against {} | baseline → now | Δ [95% CI] | p | n | verdict |\n"
                         "|---|--:|--:|--:|--:|---|\n",
                         name(comparison.candidate), name(comparison.baseline)),
             kReserve);
    std::vector<std::string> rows;
    for (const MetricComparison& metric : comparison.metrics) {
      if (!is_shown(metric)) continue;
      rows.push_back(fmt::format("| {} | {} → {} | {} | {} | {} | {} |\n",
                                 metric_name(metric.metric), show_level(metric, metric.baseline),
                                 show_level(metric, metric.candidate), show_change(metric),
                                 show_p(metric.p), metric.n, to_string(metric.standing)));
    }
    add_rows(page, rows, "metrics");
    add_flips(comparison, page);
    for (const Difference& difference : comparison.differences) {
      if (!is_chosen(difference.kind)) continue;
      page.add("- differs: " + markdown_text(difference.text, kWarningLength) + "\n", kReserve);
    }
    for (const std::string& note : comparison.notes) {
      page.add("- ⚠️ " + markdown_text(note, kWarningLength) + "\n", kReserve);
    }
  }
}

// Behind the others, and only of a run with repeats.
std::string repeats_cells(const Report& report, const VariantSummary& variant) {
  if (report.run.repeats < 2) return "";
  return fmt::format(" {} | {} | {} | {} |", show_rate(reduced_of(variant, "pass_all")),
                     show_rate(reduced_of(variant, "pass_any")),
                     show_rate(reduced_of(variant, "pass_majority")), variant.flaky_cases);
}

void add_variants(const Report& report, BudgetedText& page) {
  const bool has_repeats = report.run.repeats > 1;
  page.add(fmt::format(
      "\n| variant | pass rate [95% CI] | n | score | p50 ms | p95 ms | TTFT p50 ms | $/case | "
      "errors | unscored |{}\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|{}\n",
      has_repeats ? " all repeats pass | any passes | most pass | flaky cases |" : "",
      has_repeats ? "---|---|---|--:|" : ""));
  std::vector<std::string> rows;
  for (const VariantSummary& variant : report.variants) {
    rows.push_back(fmt::format(
        "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |{}\n", name(variant.id),
        show_rate(variant.pass_rate), variant.pass_rate.n, show_score(variant.score),
        show_milliseconds(variant.latency_ms.p50), show_milliseconds(variant.latency_ms.p95),
        show_milliseconds(variant.ttft_ms.p50), show_usd(variant.cost_usd_per_case), variant.errors,
        variant.unscored, repeats_cells(report, variant)));
  }
  add_rows(page, rows, "variants");
}

void add_own_metrics(const Report& report, BudgetedText& page) {
  const std::vector<OwnRow> all = own_rows(report);
  if (all.empty()) return;
  page.add("\n| metric | variant | value [95% CI] | n | left out |\n|---|---|---|--:|---|\n");
  std::vector<std::string> rows;
  for (const OwnRow& row : all) {
    rows.push_back(fmt::format("| {} | {} | {} | {} | {} |\n", name(row.metric), name(row.variant),
                               row.value, row.n, row.left_out));
  }
  add_rows(page, rows, "metrics");
  if (const std::string_view note = own_note(report); !note.empty())
    page.add(fmt::format("\n{}\n", note), kReserve);
}

void add_responses(const Report& report, BudgetedText& page) {
  if (report.recommended.variant.empty()) return;
  page.add("\n| recommended setting | for | why |\n|---|---|---|\n");
  const auto row = [](const std::string& variant, const std::string& about,
                      const std::string& why) {
    return fmt::format("| {} | {} | {} |\n", name(variant), about,
                       markdown_text(why, kReasonLength));
  };
  std::vector<std::string> rows = {
      row(report.recommended.variant, "the suite", report.recommended.reason)};
  for (const Response& response : report.responses) {
    if (report.responses.size() < 2 || response.recommended.empty()) continue;
    rows.push_back(row(response.recommended,
                       fmt::format("within {}, {}", name(response.model), name(response.prompt)),
                       response.reason));
  }
  add_rows(page, rows, "settings");
}

void add_judges(const Report& report, BudgetedText& page) {
  if (report.judges.empty()) return;
  page.add("\n");
  std::vector<std::string> rows;
  for (const JudgeSummary& judge : report.judges)
    rows.push_back("- judge: " + markdown_text(judge_text(judge), kWarningLength) + "\n");
  add_rows(page, rows, "judges");
}

void add_warnings(const Report& report, BudgetedText& page) {
  if (report.warnings.empty()) return;
  page.add("\n");
  std::vector<std::string> rows;
  for (const std::string& warning : report.warnings) {
    rows.push_back("- ⚠️ " + markdown_text(warning, kWarningLength) + "\n");
  }
  add_rows(page, rows, "warnings");
}

void add_failing(const Report& report, BudgetedText& page) {
  const std::vector<FailingCase> failing = failing_cases(report);
  if (failing.empty()) return;
  page.add(
      fmt::format("\n<details><summary>{} failing, worst first</summary>\n\n"
                  "| case | variant | passed | errors | why |\n|---|---|--:|--:|---|\n",
                  failing.size()));
  std::size_t shown = 0;
  for (const FailingCase& entry : failing) {
    const CaseVariant& counts = entry.counts;
    const std::string row =
        fmt::format("| {} | {} | {}/{}{} | {} | {} |\n", name(report.cases[entry.case_index].id),
                    name(report.variants[entry.variant].id), counts.passed, counts.scored(),
                    is_flaky(counts) ? ", flaky" : "", counts.errors,
                    markdown_text(first_reason(report, entry), kReasonLength));
    if (!page.add(row, kReserve)) break;
    ++shown;
  }
  if (shown < failing.size()) {
    page.add(fmt::format("\n_{} more left out: this page has a size limit, see the full report._\n",
                         failing.size() - shown));
  }
  page.add("\n</details>\n");
}

void add_run(const Report& report, BudgetedText& page) {
  page.add(fmt::format("\n<sub>run {} · assay {} · suite {} · {} planned cells</sub>\n",
                       name(report.run.id), name(report.run.assay_version),
                       name(report.run.suite_hash.substr(0, 12)), report.run.planned_cells));
}

}  // namespace

void write_markdown(const Report& report, std::ostream& out) {
  // The run's line comes last and must fit whatever came before.
  BudgetedText foot(kFoot);
  add_run(report, foot);
  BudgetedText page(kMarkdownBytes - kFoot);
  add_verdict(report, page);
  add_gates(report, page);
  add_comparisons(report, page);
  add_variants(report, page);
  add_own_metrics(report, page);
  add_responses(report, page);
  add_judges(report, page);
  add_warnings(report, page);
  add_failing(report, page);
  out.write(page.text().data(), static_cast<std::streamsize>(page.text().size()));
  out.write(foot.text().data(), static_cast<std::streamsize>(foot.text().size()));
}

}  // namespace assay
