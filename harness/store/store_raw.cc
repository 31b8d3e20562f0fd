// The Store's calls about paid replies that were not understood when they came.
#include "harness/base/redact.h"
#include "harness/store/columns.h"
#include "harness/store/store_impl.h"

namespace assay {

Result<void> Store::put_raw_reply(std::string_view run_id, std::int64_t attempt_id,
                                  const RawReply& raw) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  const std::string body = contains_secret(raw.body) ? redact(raw.body) : raw.body;
  const Storable content_type(raw.content_type);
  return impl_->run(
      "INSERT OR REPLACE INTO raw_reply (run, attempt, dialect, stream_requested, http_status, "
      "content_type, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
      run, attempt_id, std::string_view(raw.dialect), raw.stream_requested, raw.status,
      content_type.view(), Blob{body});
}

Result<void> Store::each_raw_reply(std::string_view run_id,
                                   const std::function<void(const RawReplyView&)>& visit) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  const Database& database = impl_->database;
  ASSAY_TRY(Statement statement,
            impl_->database.prepare(
                "SELECT cell.case_index, cell.variant, cell.repeat, cell.key, attempt.attempt, "
                "attempt.sent_ns, attempt.first_byte_ns, attempt.first_reasoning_ns, "
                "attempt.first_answer_ns, attempt.last_token_ns, attempt.done_ns, attempt.pieces, "
                "attempt.longest_gap_ns, attempt.cost_picos, raw_reply.dialect, "
                "raw_reply.stream_requested, raw_reply.http_status, raw_reply.content_type, "
                "raw_reply.body, question.messages "
                "FROM raw_reply "
                "JOIN attempt USING (run, attempt) "
                "JOIN cell ON cell.run = attempt.run AND cell.case_index = attempt.case_index "
                "AND cell.variant = attempt.variant AND cell.repeat = attempt.repeat "
                "LEFT JOIN question ON question.question = cell.question "
                "WHERE raw_reply.run = ? AND cell.reply IS NULL "
                "ORDER BY cell.case_index, cell.variant, cell.repeat, attempt.attempt DESC"));
  constexpr int kTimings = 5;
  constexpr int kRaw = kTimings + kTimingsColumns + 1;
  Rows rows = statement.query(run);
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) return {};
    RawReplyView view;
    ASSAY_TRY(view.case_index, index_column(database, rows, 0));
    ASSAY_TRY(view.variant, index_column(database, rows, 1));
    ASSAY_TRY(view.repeat, index_column(database, rows, 2));
    ASSAY_TRY(view.key, key_column(database, rows, 3));
    view.attempt_id = rows.integer(4);
    view.timings = timings_columns(rows, kTimings);
    view.cost = money_column(rows, kTimings + kTimingsColumns);
    view.raw.dialect = rows.text(kRaw);
    view.raw.stream_requested = rows.integer(kRaw + 1) != 0;
    view.raw.status = static_cast<int>(rows.integer(kRaw + 2));
    view.raw.content_type = rows.text(kRaw + 3);
    view.raw.body = rows.blob(kRaw + 4);
    view.messages = rows.text(kRaw + 5);
    visit(view);
  }
}

Result<void> Store::recover_cell(std::string_view run_id, const RecoveredReply& recovered) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  return impl_->database.transaction([&]() -> Result<void> {
    ASSAY_TRY(const std::int64_t reply,
              put_reply(recovered.key, recovered.reply, recovered.timings, recovered.cost));
    ASSAY_CHECK(impl_->run(
        "UPDATE attempt SET cost_picos = coalesce(cost_picos, ?) WHERE run = ? AND attempt = ?",
        to_column(recovered.cost), run, recovered.attempt_id));
    // What the cell cost is known once the cost of all its attempts is.
    return impl_->run(
        "UPDATE cell SET reply = ?, failure_kind = NULL, failure_retryable = NULL, "
        "failure_retry_after_ns = NULL, failure_http_status = NULL, failure_message = NULL, "
        "failure_code = NULL, spent_picos = (SELECT CASE WHEN count(*) = count(cost_picos) "
        "THEN sum(cost_picos) END FROM attempt WHERE attempt.run = cell.run "
        "AND attempt.case_index = cell.case_index AND attempt.variant = cell.variant "
        "AND attempt.repeat = cell.repeat) "
        "WHERE run = ? AND case_index = ? AND variant = ? AND repeat = ?",
        reply, run, recovered.case_index, recovered.variant, recovered.repeat);
  });
}

}  // namespace assay
