// The Store's calls about paid replies that were not understood when they came.
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "harness/base/redact.h"
#include "harness/store/columns.h"
#include "harness/store/store_impl.h"

namespace assay {
namespace {

// Nothing: that of some attempt is not known.
using CostOfCells = std::map<CellId, std::optional<Money>>;

// What all attempts at each of these cells have cost, in one pass over the run's: they have
// no index by cell (schema_steps.cc).
Result<CostOfCells> cost_of_cells(Database& database, std::int64_t run,
                                  std::span<const RecoveredReply> recovered) {
  CostOfCells costs;
  for (const RecoveredReply& each : recovered) costs.emplace(each.cell, Money{});
  ASSAY_TRY(Statement* const statement, database.cached("SELECT * FROM attempt WHERE run = ?"));
  Rows rows = statement->query(run);
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) return costs;
    if (!is_sound_attempt(rows)) {
      return database.damaged("attempt " + std::to_string(rows.integer(1)) +
                              " is not as it was written");
    }
    ASSAY_TRY(const CellId cell, cell_columns(database, rows, 3));
    const auto found = costs.find(cell);
    if (found == costs.end() || !found->second) continue;
    const std::optional<Money> cost = money_column(rows, kIntentSum + 3 + kTimingsColumns);
    found->second = cost ? std::optional(add_saturating(*found->second, *cost)) : std::nullopt;
  }
}

}  // namespace

Result<void> Store::put_raw_reply(std::string_view run_id, std::int64_t attempt_id,
                                  const RawReply& raw) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  const std::string body = contains_secret(raw.body) ? redact(raw.body) : raw.body;
  const Storable content_type(raw.content_type);
  return impl_->put(
      "INSERT OR REPLACE INTO raw_reply (run, attempt, dialect, stream_requested, http_status, "
      "content_type, body, sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      run, attempt_id, std::string_view(raw.dialect), raw.stream_requested, raw.status,
      content_type.view(), Blob{body});
}

Result<void> Store::each_raw_reply(std::string_view run_id,
                                   const std::function<void(const RawReplyView&)>& visit) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  const Database& database = impl_->database;
  ASSAY_TRY(Statement statement,
            impl_->database.prepare(
                "SELECT cell.*, attempt.*, raw_reply.*, question.* "
                "FROM raw_reply "
                "JOIN attempt USING (run, attempt) "
                "JOIN cell ON cell.run = attempt.run AND cell.case_index = attempt.case_index "
                "AND cell.variant = attempt.variant AND cell.repeat = attempt.repeat "
                "LEFT JOIN question ON question.question = cell.question "
                "WHERE raw_reply.run = ? AND cell.reply IS NULL "
                "ORDER BY cell.case_index, cell.variant, cell.repeat, attempt.attempt DESC"));
  constexpr int kAttempt = kCellSum + 1;
  constexpr int kRaw = kAttempt + kAttemptSum + 1;
  constexpr int kQuestion = kRaw + kRawReplySum + 1;
  Rows rows = statement.query(run);
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) return {};
    RawReplyView view;
    view.attempt_id = rows.integer(kAttempt + 1);
    const bool has_messages = !rows.is_null(kQuestion);
    if (!is_sound(rows, 0, kCellSum) || !is_sound_attempt(rows, kAttempt) ||
        !is_sound(rows, kRaw, kRaw + kRawReplySum) || rows.integer(kRaw + 1) != view.attempt_id ||
        (has_messages && !is_sound(rows, kQuestion + 1, kQuestion + kQuestionSum))) {
      return database.damaged("what was kept of attempt " + std::to_string(view.attempt_id) +
                              " is not as it was written");
    }
    ASSAY_TRY(view.cell, cell_columns(database, rows, 1));
    ASSAY_TRY(view.key, key_column(database, rows, 4));
    view.timings = timings_columns(rows, kAttempt + kIntentSum + 3);
    view.cost = money_column(rows, kAttempt + kIntentSum + 3 + kTimingsColumns);
    view.raw.dialect = rows.text(kRaw + 2);
    view.raw.stream_requested = rows.integer(kRaw + 3) != 0;
    view.raw.status = static_cast<int>(rows.integer(kRaw + 4));
    view.raw.content_type = rows.text(kRaw + 5);
    view.raw.body = rows.blob(kRaw + 6);
    view.messages = rows.text(kQuestion + 4);
    visit(view);
  }
}

Result<void> Store::Impl::give_cost(std::int64_t run_row, const RecoveredReply& recovered) {
  ASSAY_CHECK(
      run("UPDATE attempt SET cost_picos = coalesce(cost_picos, ?) WHERE run = ? AND attempt = ?",
          to_column(recovered.cost), run_row, recovered.attempt_id));
  return run(
      "UPDATE attempt SET sum = row_sum(run, attempt, settled, http_status, sent_ns, "
      "first_byte_ns, first_reasoning_ns, first_answer_ns, last_token_ns, done_ns, pieces, "
      "longest_gap_ns, cost_picos, failure_kind, failure_retryable, failure_retry_after_ns, "
      "failure_http_status, failure_message, failure_code) WHERE run = ? AND attempt = ?",
      run_row, recovered.attempt_id);
}

Result<void> Store::Impl::give_reply(std::int64_t run_row, const RecoveredReply& recovered,
                                     std::int64_t reply, std::optional<Money> spent) {
  const CellId& cell = recovered.cell;
  ASSAY_CHECK(
      run("UPDATE cell SET reply = ?, failure_kind = NULL, failure_retryable = NULL, "
          "failure_retry_after_ns = NULL, failure_http_status = NULL, failure_message = NULL, "
          "failure_code = NULL, spent_picos = ? "
          "WHERE run = ? AND case_index = ? AND variant = ? AND repeat = ?",
          reply, to_column(spent), run_row, cell.case_index, cell.variant, cell.repeat));
  return run(
      "UPDATE cell SET sum = row_sum(run, case_index, variant, repeat, key, reply, question, "
      "cached, attempts, spent_picos, failure_kind, failure_retryable, failure_retry_after_ns, "
      "failure_http_status, failure_message, failure_code) "
      "WHERE run = ? AND case_index = ? AND variant = ? AND repeat = ?",
      run_row, cell.case_index, cell.variant, cell.repeat);
}

Result<void> Store::recover_cells(std::string_view run_id,
                                  std::span<const RecoveredReply> recovered) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  return impl_->database.transaction([&]() -> Result<void> {
    for (const RecoveredReply& each : recovered) ASSAY_CHECK(impl_->give_cost(run, each));
    ASSAY_TRY(const CostOfCells spent, cost_of_cells(impl_->database, run, recovered));
    for (const RecoveredReply& each : recovered) {
      ASSAY_TRY(const std::int64_t reply, put_reply(each.key, each.reply, each.timings, each.cost));
      ASSAY_CHECK(impl_->give_reply(run, each, reply, spent.at(each.cell)));
    }
    return {};
  });
}

}  // namespace assay
