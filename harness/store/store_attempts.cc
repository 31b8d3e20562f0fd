// The Store's calls that read a run's attempts: what was asked, and what it cost.
#include <fmt/format.h>

#include <string>

#include "harness/base/mark.h"
#include "harness/store/columns.h"
#include "harness/store/store_impl.h"

namespace assay {
namespace {

// A row of `SELECT attempt.*` that is sound.
Result<AttemptView> read_attempt(const Database& database, const Rows& rows) {
  constexpr int kOutcome = kIntentSum + 2;
  AttemptView view;
  ASSAY_TRY(view.cell, cell_columns(database, rows, 3));
  const std::optional<WallTime> started_at = from_rfc3339(rows.text(7));
  if (!started_at) return database.damaged("an attempt with an unreadable time");
  Attempt& attempt = view.attempt;
  attempt.number = static_cast<int>(rows.integer(6));
  attempt.started_at = *started_at;
  attempt.http_status = static_cast<int>(rows.integer(kOutcome));
  attempt.timings = timings_columns(rows, kOutcome + 1);
  attempt.cost = money_column(rows, kOutcome + 1 + kTimingsColumns);
  ASSAY_TRY(attempt.failure, failure_columns(database, rows, kOutcome + 2 + kTimingsColumns));
  return view;
}

}  // namespace

Result<std::uint64_t> Store::open_attempts(std::string_view run_id) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  ASSAY_TRY(Statement* const statement,
            impl_->database.cached("SELECT count(*) FROM attempt WHERE run = ? AND settled = 0"));
  Rows rows = statement->query(run);
  ASSAY_TRY(const bool found, rows.next());
  return found ? static_cast<std::uint64_t>(rows.integer(0)) : 0;
}

Result<std::vector<Ledger>> Store::ledgers(std::string_view run_id, Damage* damage) {
  constexpr std::uint32_t kMostVariants = 1'000'000;  // more is damage, not a plan
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  ASSAY_TRY(const Impl::Counts counts, impl_->counts_of(run));
  if (!counts.attempts) ASSAY_CHECK(impl_->check_pages());
  ASSAY_TRY(Statement* const statement,
            impl_->database.cached("SELECT * FROM attempt WHERE run = ? ORDER BY attempt"));
  Rows rows = statement->query(run);
  std::vector<Ledger> ledgers;
  std::int64_t attempts = 0;
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) break;
    ++attempts;
    if (!is_sound_attempt(rows)) {
      ASSAY_CHECK(
          impl_->tell(damage, fmt::format("attempt {} is not as it was written", rows.integer(1))));
      continue;
    }
    ASSAY_TRY(const std::uint32_t variant, index_column(impl_->database, rows, 4));
    if (variant >= kMostVariants)
      return infrastructure_error("run " + std::string(run_id) +
                                  " is damaged: an attempt belongs to no variant");
    if (variant >= ledgers.size()) ledgers.resize(variant + 1);
    const std::optional<Money> cost = money_column(rows, kIntentSum + 3 + kTimingsColumns);
    ASSAY_MARK_IF(!cost, "ledger.possibly_billed");
    ledgers[variant] =
        ledgers[variant] +
        (cost ? Ledger{*cost, {}, 0} : Ledger{{}, money_column(rows, 8).value_or(Money{}), 1});
  }
  ASSAY_CHECK(impl_->tell_missing(damage, "attempts", attempts, counts.attempts));
  return ledgers;
}

Result<std::vector<std::optional<Money>>> Store::worst_costs(std::string_view run_id) {
  constexpr std::uint32_t kMostVariants = 1'000'000;  // more is damage, not a plan
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  ASSAY_TRY(Statement* const statement,
            impl_->database.cached(
                "SELECT variant, max(worst_picos) FROM attempt WHERE run = ? GROUP BY variant"));
  Rows rows = statement->query(run);
  std::vector<std::optional<Money>> worst;
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) return worst;
    ASSAY_TRY(const std::uint32_t variant, index_column(impl_->database, rows, 0));
    if (variant >= kMostVariants) continue;  // ledgers() tells of it
    if (variant >= worst.size()) worst.resize(variant + 1);
    worst[variant] = money_column(rows, 1);
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
                                 const std::function<void(const AttemptView&)>& visit,
                                 Unsound unsound) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  const Database& database = impl_->database;
  // Not the cached statement, as in each_cell(); in the table's own order, unsorted.
  ASSAY_TRY(Statement statement,
            impl_->database.prepare("SELECT * FROM attempt WHERE run = ? AND settled = 1 "
                                    "ORDER BY attempt"));
  Rows rows = statement.query(run);
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) return {};
    if (!is_sound_attempt(rows)) {
      if (unsound == Unsound::skip) continue;
      return database.damaged(fmt::format("attempt {} is not as it was written", rows.integer(1)));
    }
    ASSAY_TRY(const AttemptView view, read_attempt(database, rows));
    visit(view);
  }
}

Result<std::vector<Attempt>> Store::attempts(std::string_view run_id, const CellId& cell) {
  std::vector<Attempt> attempts;
  ASSAY_CHECK(each_attempt(run_id, [&](const AttemptView& view) {
    if (view.cell == cell) attempts.push_back(view.attempt);
  }));
  return attempts;
}

}  // namespace assay
