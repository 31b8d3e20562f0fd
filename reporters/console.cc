#include "reporters/console.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/text.h"
#include "harness/report/gate/exit_decision.h"
#include "harness/report/part.h"
#include "harness/report/rates.h"
#include "reporters/comparison_text.h"
#include "reporters/identity_columns.h"
#include "reporters/text_table.h"
#include "reporters/words/display.h"
#include "reporters/words/failing.h"
#include "reporters/words/judge.h"
#include "reporters/words/own.h"

namespace assay {
namespace {

constexpr std::size_t kWorstShown = 10;
constexpr std::size_t kNameLength = 200;
constexpr std::size_t kReasonLength = 400;

// Select Graphic Rendition codes; blue and orange tell good from bad to more
// eyes than green and red do, and a glyph and a word always stand beside them.
constexpr std::string_view kBlue = "\x1b[38;5;32m";
constexpr std::string_view kOrange = "\x1b[38;5;208m";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kReset = "\x1b[0m";

// One line of anybody's text.
std::string safe(std::string_view text, std::size_t max_code_points = kNameLength) {
  return terminal_safe(excerpt(text, max_code_points));
}

// Names on a line beside others: a case or variant is told apart by both its ends.
std::string label(std::string_view text) {
  constexpr std::size_t kLabelColumns = 44;
  return elide_middle(safe(text), kLabelColumns);
}

class ConsolePage {
 public:
  ConsolePage(const Report& report, Colour colour, int columns)
      : report_(report), colour_(colour), width_(static_cast<std::size_t>(std::max(40, columns))) {}

  std::string write() {
    verdict();
    gates();
    comparisons();
    variants();
    own_metrics();
    responses();
    judges();
    failing();
    warnings();
    return std::move(out_);
  }

 private:
  std::string painted(std::string_view text, std::string_view code) const {
    if (colour_ == Colour::no) return std::string(text);
    return fmt::format("{}{}{}", code, text, kReset);
  }

  std::string painted(Badge badge, bool good) const {
    return painted(fmt::format("{} {}", badge.glyph, badge.word), good ? kBlue : kOrange);
  }

  void heading(std::string_view text) { out_ += "\n" + painted(text, kBold) + "\n"; }

  void paragraph(std::string_view text, std::size_t indent) {
    out_ += wrapped(text, indent, width_);
  }

  void verdict() {
    const ExitDecision decision = decide_exit(report_);
    out_ += fmt::format("{}  {}: {}\n",
                        painted(badge_of(decision.exit), decision.exit == ExitClass::ok),
                        safe(report_.run.suite), safe(decision.reason, kReasonLength));
    if (const std::string part = part_text(report_); !part.empty()) paragraph(safe(part), 2);
    paragraph(fmt::format("run {}: {}; spent {}", safe(report_.run.id), counts_text(report_),
                          spending_text(spent_of(report_))),
              2);
  }

  void gates() {
    if (report_.gates.empty()) return;
    heading("Gates");
    const std::vector<GateResult>& all = report_.gates;
    for (std::size_t from = 0; from < all.size();) {
      std::size_t to = from + 1;
      while (to < all.size() && all[to].name == all[from].name) ++to;
      gate_of_variants(std::span(all).subspan(from, to - from));
      from = to;
    }
  }

  void comparisons() {
    constexpr std::size_t kShown = 8;
    if (report_.comparisons.empty()) return;
    heading("Comparisons");
    for (std::size_t i = 0; i < std::min(kShown, report_.comparisons.size()); ++i) {
      out_ += comparison_text(report_.comparisons[i], width_);
    }
    if (report_.comparisons.size() > kShown) {
      out_ += fmt::format("  {} more: see report.json\n", report_.comparisons.size() - kShown);
    }
  }

  // One rule over several variants: those that pass share a line, which names
  // the one that came nearest to the bound; the others are explained one by one.
  void gate_of_variants(std::span<const GateResult> gates) {
    const auto passes = [](const GateResult& gate) { return gate.outcome == GateOutcome::pass; };
    const auto passed = std::count_if(gates.begin(), gates.end(), passes);
    if (passed > 1) {
      const GateResult* nearest = nullptr;
      for (const GateResult& gate : gates) {
        if (passes(gate) && (nearest == nullptr || is_nearer(gate, *nearest))) nearest = &gate;
      }
      const bool everywhere = passed == std::ssize(gates);
      gate_line(*nearest, fmt::format("{}{} variants; the nearest: {}", everywhere ? "all " : "",
                                      passed, safe(subject_of(*nearest))));
    }
    struct Line {
      const GateResult* first;
      std::string subjects;
    };
    std::vector<Line> lines;
    std::map<std::pair<GateOutcome, std::string_view>, std::size_t> places;
    for (const GateResult& gate : gates) {
      if (passes(gate) && passed > 1) continue;
      const auto [place, is_new] =
          places.emplace(std::pair(gate.outcome, std::string_view(gate.reason)), lines.size());
      if (is_new) lines.push_back({&gate, {}});
      std::string& subjects = lines[place->second].subjects;
      if (const std::string subject = subject_of(gate); !subject.empty())
        subjects += (subjects.empty() ? "" : "; ") + safe(subject);
    }
    for (const Line& line : lines) gate_line(*line.first, line.subjects);
  }

  // Names in full: what a line of a log leaves out, nobody can look up there.
  void gate_line(const GateResult& gate, const std::string& about) {
    out_ += fmt::format("  {}  {}{}\n",
                        painted(badge_of(gate.outcome), gate.outcome == GateOutcome::pass),
                        safe(gate.name), about.empty() ? "" : "  (" + about + ")");
    paragraph(safe(gate.reason, kReasonLength), 6);
  }

  // Whether `a` has less room to its bound than `b`.
  static bool is_nearer(const GateResult& a, const GateResult& b) {
    const auto low = [](const GateResult& gate) {
      return gate.observed.low.value_or(gate.observed.value.value_or(0));
    };
    const auto high = [](const GateResult& gate) {
      return gate.observed.high.value_or(gate.observed.value.value_or(0));
    };
    return limits_of(a).at_least ? low(a) < low(b) : high(a) > high(b);
  }

  void variants() {
    if (report_.variants.empty()) return;
    heading("Variants, with 95% intervals");
    const std::vector<IdentityColumn> identities = identity_columns(report_);
    constexpr std::size_t kNarrowestName = 16;
    std::vector<TableColumn> columns;
    for (const IdentityColumn& identity : identities) {
      const Align align = identity.is_axis ? Align::right : Align::left;
      columns.push_back({safe(identity.title), align, 0, columns.empty() ? kNarrowestName : 0});
    }
    const bool has_repeats = report_.run.repeats > 1;
    std::vector<TableColumn> measured = {
        {"pass rate", Align::left, 0, 0},   {"n", Align::right, 4, 0},
        {"score", Align::right, 3, 0},      {"all pass", Align::right, 7, 0},
        {"flaky", Align::right, 8, 0},      {"p50 ms", Align::right, 1, 0},
        {"p95 ms", Align::right, 2, 0},     {"TTFT ms", Align::right, 5, 0},
        {"tokens out", Align::right, 6, 0}, {"$/case", Align::right, 1, 0},
        {"errors", Align::right, 0, 0},     {"unscored", Align::right, 0, 0},
    };
    if (!has_repeats) measured.erase(measured.begin() + 3, measured.begin() + 5);
    columns.insert(columns.end(), measured.begin(), measured.end());
    std::vector<std::vector<std::string>> rows;
    for (const VariantSummary& variant : report_.variants) {
      std::vector<std::string>& row = rows.emplace_back();
      for (const IdentityColumn& identity : identities) row.push_back(label(identity.of(variant)));
      std::vector<std::string> cells = measurements(variant);
      if (!has_repeats) cells.erase(cells.begin() + 3, cells.begin() + 5);
      for (std::string& cell : cells) row.push_back(std::move(cell));
    }
    if (totals_of(report_).unscored == 0) {  // else it is in every summary
      columns.pop_back();
      for (std::vector<std::string>& row : rows) row.pop_back();
    }
    out_ += text_table(columns, rows, width_);
  }

  // A row a metric and variant: as many as a suite names would not fit beside each other.
  void own_metrics() {
    constexpr std::size_t kShown = 40;
    const std::vector<OwnRow> all = own_rows(report_);
    if (all.empty()) return;
    heading("Metrics of the suite, with 95% intervals");
    constexpr std::size_t kWide = 120;
    const std::size_t longest = width_ < kWide ? 20 : 44;
    std::vector<std::vector<std::string>> rows;
    for (const OwnRow& row : std::span(all).first(std::min(kShown, all.size()))) {
      rows.push_back({elide_middle(safe(row.metric), longest), label(row.variant), row.value, row.n,
                      row.left_out});
    }
    out_ += text_table({{"metric", Align::left, 0, 0},
                        {"variant", Align::left, 0, 16},
                        {"value", Align::left, 0, 0},
                        {"n", Align::right, 0, 0},
                        {"left out", Align::left, 0, 0}},
                       rows, width_);
    if (all.size() > kShown)
      out_ += fmt::format("  {} more: see report.json\n", all.size() - kShown);
    if (const std::string_view note = own_note(report_); !note.empty()) paragraph(note, 2);
  }

  static std::vector<std::string> measurements(const VariantSummary& variant) {
    return {show_rate(variant.pass_rate),
            show_count(variant.pass_rate.n),
            show_score(variant.score),
            show_score(reduced_of(variant, "pass_all")),
            show_count(variant.flaky_cases),
            show_milliseconds(variant.latency_ms.p50),
            show_milliseconds(variant.latency_ms.p95),
            show_milliseconds(variant.ttft_ms.p50),
            show_count(variant.tokens.output),
            show_usd(variant.cost_usd_per_case),
            show_count(variant.errors),
            show_count(variant.unscored)};
  }

  // One for the suite; then, where there are several, of each model and prompt.
  void responses() {
    if (report_.recommended.variant.empty()) return;
    heading("Recommended settings");
    paragraph(fmt::format("{}: {}", safe(report_.recommended.variant),
                          safe(report_.recommended.reason, kReasonLength)),
              2);
    if (report_.responses.size() < 2) return;
    for (const Response& response : report_.responses) {
      if (response.recommended.empty()) continue;
      paragraph(fmt::format("within {}, {}: {}: {}", safe(response.model), safe(response.prompt),
                            safe(response.recommended), safe(response.reason, kReasonLength)),
                2);
    }
  }

  void failing() {
    const std::vector<FailingCase> all = failing_cases(report_);
    if (all.empty()) return;
    const std::size_t shown = std::min(all.size(), kWorstShown);
    heading(shown < all.size() ? fmt::format("Failing, the worst {} of {}", shown, all.size())
                               : std::string("Failing, worst first"));
    for (std::size_t i = 0; i < shown; ++i) {
      const FailingCase& entry = all[i];
      const CaseVariant& counts = entry.counts;
      std::string tally = fmt::format("{}/{} passed{}", counts.passed, counts.scored(),
                                      is_flaky(counts) ? ", flaky" : "");
      if (counts.errors > 0) {
        tally += fmt::format(", {} error{}", counts.errors, counts.errors == 1 ? "" : "s");
      }
      out_ += fmt::format("  {}  {}  {}\n", label(report_.cases[entry.case_index].id),
                          label(report_.variants[entry.variant].id), tally);
      const std::string reason = first_reason(report_, entry);
      const bool goes_on = i + 1 < shown && first_reason(report_, all[i + 1]) == reason;
      if (!reason.empty() && !goes_on) paragraph(safe(reason, kReasonLength), 6);
    }
  }

  void judges() {
    if (report_.judges.empty()) return;
    heading("Judges");
    for (JudgeSummary judge : report_.judges) {
      judge.name = label(judge.name);
      judge.model_id = label(judge.model_id);
      paragraph(judge_text(judge), 2);
    }
  }

  void warnings() {
    if (report_.warnings.empty()) return;
    heading("Warnings");
    for (const std::string& warning : report_.warnings) {
      paragraph("! " + safe(warning, kReasonLength), 2);
    }
  }

  const Report& report_;
  Colour colour_;
  std::size_t width_;
  std::string out_;
};

}  // namespace

void write_console(const Report& report, std::ostream& out, Colour colour, int columns) {
  const std::string page = ConsolePage(report, colour, columns).write();
  out.write(page.data(), static_cast<std::streamsize>(page.size()));
}

}  // namespace assay
