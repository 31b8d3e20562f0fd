// The Store's calls that write a run's records.
#include <optional>
#include <string>

#include "harness/store/columns.h"
#include "harness/store/store_impl.h"

namespace assay {
namespace {

// The checksum of how an attempt ended that has not: not settled, and nothing known.
std::int64_t unsettled_sum(std::int64_t run, std::int64_t attempt) {
  constexpr int kUnknown =
      1 + kTimingsColumns + 1 + kFailureColumns;  // http_status, ..., cost, ...
  RowSum sum;
  sum.add(run);
  sum.add(attempt);
  sum.add(0);
  for (int i = 0; i < kUnknown; ++i) sum.add_null();
  return sum.value();
}

}  // namespace

Result<std::int64_t> Store::put_question(std::string_view run_id, std::uint32_t prompt,
                                         std::uint32_t case_index, std::string_view messages_json) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  Database& database = impl_->database;
  // Nearly every question is new: the writer remembers the last few thousand.
  ASSAY_CHECK(impl_->put(
      "INSERT INTO question (run, prompt, case_index, messages, sum) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT DO NOTHING",
      run, prompt, case_index, std::string_view(storable_json(messages_json))));
  if (database.changes() == 1) return database.last_insert_row();
  ASSAY_TRY(Statement* const find,
            database.cached("SELECT question, messages FROM question WHERE run = ? AND prompt = ? "
                            "AND case_index = ?"));
  std::int64_t row = 0;
  {
    Rows rows = find->query(run, prompt, case_index);
    ASSAY_TRY(const bool found, rows.next());
    if (!found) return database.damaged("a question that was stored is gone");
    row = rows.integer(0);
    if (rows.text(1) == storable_json(messages_json)) return row;
  }
  // A dialogue that failed has come further since.
  const std::string messages = storable_json(messages_json);
  ASSAY_CHECK(impl_->run("UPDATE question SET messages = ?, sum = ? WHERE question = ?",
                         std::string_view(messages),
                         sum_of(run, prompt, case_index, std::string_view(messages)), row));
  return row;
}

Result<void> Store::put_intent(std::string_view run_id, const Intent& intent) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  const std::string started_at = to_rfc3339(intent.started_at);
  const Blob key = to_column(intent.key);
  const std::optional<std::int64_t> worst = to_column(intent.worst);
  const std::int64_t intended =
      sum_of(run, intent.attempt_id, key, intent.cell.case_index, intent.cell.variant,
             intent.cell.repeat, intent.number, std::string_view(started_at), worst);
  return impl_->run(
      "INSERT INTO attempt (run, attempt, key, case_index, variant, repeat, number, started_at, "
      "worst_picos, intent_sum, settled, sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)",
      run, intent.attempt_id, key, intent.cell.case_index, intent.cell.variant, intent.cell.repeat,
      intent.number, std::string_view(started_at), worst, intended,
      unsettled_sum(run, intent.attempt_id));
}

Result<void> Store::settle_attempt(std::string_view run_id, std::int64_t attempt_id,
                                   const Attempt& attempt) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  const Timings& t = attempt.timings;
  const FailureColumns failure(attempt.failure);
  constexpr int kSettled = 1;
  ASSAY_CHECK(impl_->put(
      "UPDATE attempt SET settled = ?3, http_status = ?4, sent_ns = ?5, first_byte_ns = ?6, "
      "first_reasoning_ns = ?7, first_answer_ns = ?8, last_token_ns = ?9, done_ns = ?10, "
      "pieces = ?11, longest_gap_ns = ?12, cost_picos = ?13, failure_kind = ?14, "
      "failure_retryable = ?15, failure_retry_after_ns = ?16, failure_http_status = ?17, "
      "failure_message = ?18, failure_code = ?19, sum = ?20 WHERE run = ?1 AND attempt = ?2",
      run, attempt_id, kSettled, attempt.http_status, to_column(t.sent), to_column(t.first_byte),
      to_column(t.first_reasoning), to_column(t.first_answer), to_column(t.last_token),
      to_column(t.done), t.pieces, to_column(t.longest_gap), to_column(attempt.cost), failure.kind,
      failure.retryable, failure.retry_after_ns, failure.http_status, failure.message_text,
      failure.code_text));
  if (impl_->database.changes() == 1) return {};
  return impl_->database.damaged("attempt " + std::to_string(attempt_id) + " was never recorded");
}

Result<std::int64_t> Store::put_reply(const Key& key, const Reply& reply, const Timings& timings,
                                      std::optional<Money> cost) {
  ASSAY_CHECK(impl_->put(
      "INSERT INTO reply (key_prefix, key, sent_ns, first_byte_ns, first_reasoning_ns, "
      "first_answer_ns, last_token_ns, done_ns, pieces, longest_gap_ns, cost_picos, body, sum) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      key.prefix(), to_column(key), to_column(timings.sent), to_column(timings.first_byte),
      to_column(timings.first_reasoning), to_column(timings.first_answer),
      to_column(timings.last_token), to_column(timings.done), timings.pieces,
      to_column(timings.longest_gap), to_column(cost), std::string_view(storable_reply(reply))));
  return impl_->database.last_insert_row();
}

Result<void> Store::put_cell(std::string_view run_id, const CellRecord& cell,
                             std::int64_t question) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  const FailureColumns failure(cell.failure);
  const std::optional<std::int64_t> messages =
      question == 0 ? std::nullopt : std::optional(question);
  return impl_->put(
      "INSERT OR REPLACE INTO cell (run, case_index, variant, repeat, key, reply, question, "
      "cached, attempts, spent_picos, failure_kind, failure_retryable, failure_retry_after_ns, "
      "failure_http_status, failure_message, failure_code, sum) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      run, cell.id.case_index, cell.id.variant, cell.id.repeat, to_column(cell.key), cell.reply_id,
      messages, cell.cached, cell.attempts, to_column(cell.spent), failure.kind, failure.retryable,
      failure.retry_after_ns, failure.http_status, failure.message_text, failure.code_text);
}

Result<void> Store::put_score(std::string_view run_id, const ScoreRecord& score) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  return impl_->put(
      "INSERT OR REPLACE INTO score (run, case_index, variant, repeat, verdict, value, parts, sum) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      run, score.cell.case_index, score.cell.variant, score.cell.repeat,
      to_string(score.score.verdict), score.score.value,
      std::string_view(parts_to_json(score.score.parts)));
}

}  // namespace assay
