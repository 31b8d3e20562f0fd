#include "harness/report/summary/attempts.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/base/redact.h"

namespace assay {
namespace {

std::optional<std::uint32_t> cell_of(const Report& report, const CellId& asked) {
  const auto found =
      std::lower_bound(report.cells.begin(), report.cells.end(), asked,
                       [](const ReportCell& cell, const CellId& id) { return cell.id < id; });
  if (found == report.cells.end() || found->id != asked) return std::nullopt;
  return static_cast<std::uint32_t>(found - report.cells.begin());
}

void take_times(const Timings& timings, AttemptSummary& attempt) {
  attempt.sent_ms = to_milliseconds(timings.sent);
  attempt.first_byte_ms = to_milliseconds(timings.first_byte);
  attempt.first_reasoning_ms = to_milliseconds(timings.first_reasoning);
  attempt.first_answer_ms = to_milliseconds(timings.first_answer);
  attempt.last_token_ms = to_milliseconds(timings.last_token);
  attempt.done_ms = to_milliseconds(timings.done);
}

AttemptSummary attempt_summary(const Attempt& attempt, std::uint32_t cell) {
  AttemptSummary summary;
  summary.cell = cell;
  summary.number = attempt.number;
  summary.http_status = attempt.http_status;
  summary.started_at = attempt.started_at;
  take_times(attempt.timings, summary);
  if (attempt.failure) {
    Failure failure = *attempt.failure;
    if (contains_secret(failure.message)) failure.message = redact(failure.message);
    summary.failure = std::make_shared<const Failure>(std::move(failure));
  }
  return summary;
}

}  // namespace

Result<void> read_attempts(Store& store, const CallRows& rows, Report& report) {
  ASSAY_TRY(report.run.possibly_billed, store.open_attempts(report.run.id));
  ASSAY_CHECK(store.each_attempt(
      report.run.id,
      [&](const AttemptView& view) {
        if (view.attempt.failure && !view.attempt.cost) ++report.run.possibly_billed;
        const bool is_turn = rows.is_turn(view.cell);
        const std::optional<std::uint32_t> cell =
            cell_of(report, is_turn ? rows.answer(view.cell) : view.cell);
        if (cell) report.attempts.push_back(attempt_summary(view.attempt, *cell));
      },
      Store::Unsound::skip));
  std::stable_sort(
      report.attempts.begin(), report.attempts.end(),
      [](const AttemptSummary& a, const AttemptSummary& b) { return a.cell < b.cell; });
  return {};
}

}  // namespace assay
