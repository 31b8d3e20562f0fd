// The Store's calls that read a run's records.
#include <utility>

#include "harness/store/columns.h"
#include "harness/store/store_impl.h"

namespace assay {
namespace {

// Columns of a query's reply, from its row number on.
constexpr int kReplyColumns = 2 + kTimingsColumns + 1;  // reply, body, timings, cost

Result<std::optional<StoredReply>> read_reply(const Database& database, const Rows& rows,
                                              int first_column) {
  if (rows.is_null(first_column)) return std::nullopt;
  StoredReply stored;
  stored.id = rows.integer(first_column);
  Result<Reply> reply = reply_from_json(rows.text(first_column + 1));
  if (!reply) {
    return database.damaged("reply " + std::to_string(stored.id) + ": " + reply.error().message);
  }
  stored.reply = std::move(*reply);
  stored.timings = timings_columns(rows, first_column + 2);
  stored.cost = money_column(rows, first_column + 2 + kTimingsColumns);
  return stored;
}

// The first row of a query for one reply.
Result<std::optional<StoredReply>> first_reply(const Database& database, Rows rows) {
  ASSAY_TRY(const bool found, rows.next());
  if (!found) return std::nullopt;
  return read_reply(database, rows, 0);
}

constexpr int kCellColumns = 8 + kFailureColumns;

Result<CellRecord> read_cell(const Database& database, const Rows& rows) {
  CellRecord cell;
  ASSAY_TRY(cell.case_index, index_column(database, rows, 0));
  ASSAY_TRY(cell.variant, index_column(database, rows, 1));
  ASSAY_TRY(cell.repeat, index_column(database, rows, 2));
  ASSAY_TRY(cell.key, key_column(database, rows, 3));
  cell.reply_id = rows.optional_integer(4);
  cell.cached = rows.integer(5) != 0;
  cell.attempts = static_cast<int>(rows.integer(6));
  cell.spent = money_column(rows, 7);
  ASSAY_TRY(cell.failure, failure_columns(database, rows, 8));
  return cell;
}

Result<std::optional<ScoreRecord>> read_score(const Database& database, const Rows& rows,
                                              const CellRecord& cell, int first_column) {
  if (rows.is_null(first_column)) return std::nullopt;
  const std::optional<Verdict> verdict = verdict_from(rows.text(first_column));
  if (!verdict) return database.damaged("a score with an unknown verdict");
  ScoreRecord record{cell.variant, cell.case_index, cell.repeat, {}};
  record.score.verdict = *verdict;
  if (!rows.is_null(first_column + 1)) record.score.value = rows.real(first_column + 1);
  ASSAY_TRY(record.score.parts, parts_from_json(database, rows.text(first_column + 2)));
  return record;
}

constexpr int kAttemptColumns = 3 + kTimingsColumns + 1 + kFailureColumns;

Result<Attempt> read_attempt(const Database& database, const Rows& rows) {
  const std::optional<WallTime> started_at = from_rfc3339(rows.text(1));
  if (!started_at) return database.damaged("an attempt with an unreadable time");
  Attempt attempt;
  attempt.number = static_cast<int>(rows.integer(0));
  attempt.started_at = *started_at;
  attempt.http_status = static_cast<int>(rows.integer(2));
  attempt.timings = timings_columns(rows, 3);
  attempt.cost = money_column(rows, 3 + kTimingsColumns);
  ASSAY_TRY(attempt.failure, failure_columns(database, rows, 4 + kTimingsColumns));
  return attempt;
}

}  // namespace

Result<std::optional<std::int64_t>> Store::find_reply_id(const Key& key) {
  ASSAY_TRY(Statement* const statement,
            impl_->database.cached("SELECT reply FROM reply WHERE key_prefix = ? AND key = ? "
                                   "ORDER BY reply DESC LIMIT 1"));
  Rows rows = statement->query(key.prefix(), to_column(key));
  ASSAY_TRY(const bool found, rows.next());
  if (!found) return std::nullopt;
  return rows.integer(0);
}

Result<std::optional<StoredReply>> Store::find_reply(const Key& key) {
  ASSAY_TRY(const std::optional<std::int64_t> id, find_reply_id(key));
  if (!id) return std::nullopt;
  return reply(*id);
}

Result<std::optional<StoredReply>> Store::reply(std::int64_t id) {
  ASSAY_TRY(Statement* const statement,
            impl_->database.cached(
                "SELECT reply, body, sent_ns, first_byte_ns, first_reasoning_ns, first_answer_ns, "
                "last_token_ns, done_ns, pieces, longest_gap_ns, cost_picos FROM reply WHERE reply = ?"));
  return first_reply(impl_->database, statement->query(id));
}

Result<void> Store::each_cell(std::string_view run_id,
                              const std::function<void(const CellView&)>& visit) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  const Database& database = impl_->database;
  // Not the cached statement: a visitor may scan another run.
  ASSAY_TRY(Statement statement,
            impl_->database.prepare(
                "SELECT cell.case_index, cell.variant, cell.repeat, cell.key, cell.reply, "
                "cell.cached, cell.attempts, cell.spent_picos, cell.failure_kind, "
                "cell.failure_retryable, cell.failure_retry_after_ns, cell.failure_http_status, "
                "cell.failure_message, cell.failure_code, "
                "reply.reply, reply.body, reply.sent_ns, reply.first_byte_ns, "
                "reply.first_reasoning_ns, reply.first_answer_ns, reply.last_token_ns, "
                "reply.done_ns, reply.pieces, reply.longest_gap_ns, reply.cost_picos, "
                "score.verdict, score.value, score.parts, question.messages "
                "FROM cell "
                "LEFT JOIN reply ON reply.reply = cell.reply "
                "LEFT JOIN score ON score.run = cell.run "
                "AND score.case_index = cell.case_index AND score.variant = cell.variant "
                "AND score.repeat = cell.repeat "
                "LEFT JOIN question ON question.question = cell.question "
                "WHERE cell.run = ? ORDER BY cell.case_index, cell.variant, cell.repeat"));
  constexpr int kReply = kCellColumns;
  constexpr int kScore = kReply + kReplyColumns;
  constexpr int kMessages = kScore + 3;
  Rows rows = statement.query(run);
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) return {};
    CellView view;
    ASSAY_TRY(view.cell, read_cell(database, rows));
    ASSAY_TRY(view.reply, read_reply(database, rows, kReply));
    ASSAY_TRY(view.score, read_score(database, rows, view.cell, kScore));
    view.messages = rows.text(kMessages);
    visit(view);
  }
}

Result<std::vector<RecordedCell>> Store::recorded_cells(std::string_view run_id) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  ASSAY_TRY(Statement* const statement,
            impl_->database.cached("SELECT case_index, variant, repeat, reply IS NULL FROM cell "
                                   "WHERE run = ? ORDER BY case_index, variant, repeat"));
  Rows rows = statement->query(run);
  std::vector<RecordedCell> cells;
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) return cells;
    RecordedCell cell;
    ASSAY_TRY(cell.case_index, index_column(impl_->database, rows, 0));
    ASSAY_TRY(cell.variant, index_column(impl_->database, rows, 1));
    ASSAY_TRY(cell.repeat, index_column(impl_->database, rows, 2));
    cell.failed = rows.integer(3) != 0;
    cells.push_back(cell);
  }
}

Result<std::vector<std::int64_t>> Store::reply_ids(std::string_view run_id) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  ASSAY_TRY(Statement* const statement,
            impl_->database.cached("SELECT DISTINCT reply FROM cell WHERE run = ? AND reply IS NOT "
                                   "NULL ORDER BY reply"));
  Rows rows = statement->query(run);
  std::vector<std::int64_t> ids;
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) return ids;
    ids.push_back(rows.integer(0));
  }
}

Result<std::vector<ReplyTokens>> Store::reply_tokens(std::string_view run_id) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  ASSAY_TRY(Statement* const statement,
            impl_->database.cached(
                "SELECT variant, count(*), avg(tokens) FROM ("
                "SELECT cell.variant, json_extract(reply.body, '$.usage.output') AS tokens, "
                "json_extract(reply.body, '$.usage.estimated') AS estimated "
                "FROM cell JOIN reply ON reply.reply = cell.reply WHERE cell.run = ?) "
                "WHERE tokens IS NOT NULL AND estimated IS NOT 1 GROUP BY variant"));
  Rows rows = statement->query(run);
  std::vector<ReplyTokens> found;
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) return found;
    ReplyTokens tokens;
    ASSAY_TRY(tokens.variant, index_column(impl_->database, rows, 0));
    tokens.replies = rows.integer(1);
    tokens.mean_output = rows.real(2);
    found.push_back(tokens);
  }
}

Result<std::uint64_t> Store::open_attempts(std::string_view run_id) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  ASSAY_TRY(Statement* const statement,
            impl_->database.cached("SELECT count(*) FROM attempt WHERE run = ? AND settled = 0"));
  Rows rows = statement->query(run);
  ASSAY_TRY(const bool found, rows.next());
  return found ? static_cast<std::uint64_t>(rows.integer(0)) : 0;
}

Result<std::vector<Ledger>> Store::ledgers(std::string_view run_id) {
  constexpr std::uint32_t kMostVariants = 1'000'000;  // more is damage, not a plan
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  ASSAY_TRY(
      Statement* const statement,
      impl_->database.cached("SELECT cost_picos, worst_picos, variant FROM attempt WHERE run = ?"));
  Rows rows = statement->query(run);
  std::vector<Ledger> ledgers;
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) return ledgers;
    ASSAY_TRY(const std::uint32_t variant, index_column(impl_->database, rows, 2));
    if (variant >= kMostVariants)
      return infrastructure_error("run " + std::string(run_id) +
                                  " is damaged: an attempt belongs to no variant");
    if (variant >= ledgers.size()) ledgers.resize(variant + 1);
    const std::optional<Money> cost = money_column(rows, 0);
    ledgers[variant] =
        ledgers[variant] +
        (cost ? Ledger{*cost, {}, 0} : Ledger{{}, money_column(rows, 1).value_or(Money{}), 1});
  }
}

Result<std::vector<std::optional<Money>>> Store::worst_costs(std::string_view run_id) {
  ASSAY_TRY(const std::vector<Ledger> ledgers, this->ledgers(run_id));
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  ASSAY_TRY(Statement* const statement,
            impl_->database.cached(
                "SELECT variant, max(worst_picos) FROM attempt WHERE run = ? GROUP BY variant"));
  Rows rows = statement->query(run);
  std::vector<std::optional<Money>> worst(ledgers.size());
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) return worst;
    ASSAY_TRY(const std::uint32_t variant, index_column(impl_->database, rows, 0));
    if (variant < worst.size()) worst[variant] = money_column(rows, 1);
  }
}

Result<Ledger> Store::ledger(std::string_view run_id) {
  ASSAY_TRY(const std::vector<Ledger> ledgers, this->ledgers(run_id));
  Ledger sum;
  for (const Ledger& each : ledgers) sum = sum + each;
  return sum;
}

Result<std::int64_t> Store::next_attempt_id(std::string_view run_id) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  ASSAY_TRY(Statement* const statement,
            impl_->database.cached("SELECT max(attempt) FROM attempt WHERE run = ?"));
  Rows rows = statement->query(run);
  ASSAY_TRY(const bool found, rows.next());
  return found ? rows.optional_integer(0).value_or(0) + 1 : 1;
}

Result<void> Store::each_attempt(std::string_view run_id,
                                 const std::function<void(const AttemptView&)>& visit) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  const Database& database = impl_->database;
  // Not the cached statement, as in each_cell(); in the table's own order, unsorted.
  ASSAY_TRY(Statement statement,
            impl_->database.prepare(
                "SELECT number, started_at, http_status, sent_ns, first_byte_ns, "
                "first_reasoning_ns, first_answer_ns, last_token_ns, done_ns, pieces, "
                "longest_gap_ns, cost_picos, "
                "failure_kind, failure_retryable, failure_retry_after_ns, failure_http_status, "
                "failure_message, failure_code, variant, case_index, repeat "
                "FROM attempt WHERE run = ? AND settled = 1 ORDER BY attempt"));
  Rows rows = statement.query(run);
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) return {};
    AttemptView view;
    ASSAY_TRY(view.attempt, read_attempt(database, rows));
    ASSAY_TRY(view.variant, index_column(database, rows, kAttemptColumns));
    ASSAY_TRY(view.case_index, index_column(database, rows, kAttemptColumns + 1));
    ASSAY_TRY(view.repeat, index_column(database, rows, kAttemptColumns + 2));
    visit(view);
  }
}

Result<std::vector<Attempt>> Store::attempts(std::string_view run_id, std::uint32_t variant,
                                             std::uint32_t case_index, std::uint32_t repeat) {
  std::vector<Attempt> attempts;
  ASSAY_CHECK(each_attempt(run_id, [&](const AttemptView& view) {
    if (view.variant == variant && view.case_index == case_index && view.repeat == repeat)
      attempts.push_back(view.attempt);
  }));
  return attempts;
}

}  // namespace assay
