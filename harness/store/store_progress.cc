// The Store's calls that tell how far runs have come, for those who watch.
#include <string>
#include <utility>

#include "harness/store/columns.h"
#include "harness/store/store_impl.h"

namespace assay {
namespace {

constexpr char kProgress[] =
    "SELECT run.*, (SELECT count(*) FROM score WHERE score.run = run.run), "
    "iif(json_valid(manifest), json_extract(manifest, '$.outcome'), '') FROM run ";

Result<RunProgress> read_progress(const Database& database, const Rows& rows) {
  RunProgress progress;
  progress.id = rows.text(1);
  ASSAY_CHECK(check_run_record(database, rows));
  progress.suite = rows.text(2);
  progress.started_at = rows.text(5);
  progress.complete = rows.integer(9) != 0;
  progress.planned_cells = static_cast<std::uint64_t>(rows.integer(11));
  progress.cells = static_cast<std::uint64_t>(rows.integer(kRunSum + 1));
  if (progress.complete) progress.outcome = rows.text(kRunSum + 2);
  return progress;
}

}  // namespace

Result<std::vector<RunProgress>> Store::progress() {
  ASSAY_TRY(Statement statement,
            impl_->database.prepare(std::string(kProgress) + "ORDER BY run.run DESC"));
  Rows rows = statement.query();
  std::vector<RunProgress> all;
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) return all;
    ASSAY_TRY(RunProgress run, read_progress(impl_->database, rows));
    all.push_back(std::move(run));
  }
}

Result<std::optional<RunProgress>> Store::progress(std::string_view run_id) {
  ASSAY_TRY(Statement statement, impl_->database.prepare(std::string(kProgress) + "WHERE id = ?"));
  Rows rows = statement.query(run_id);
  ASSAY_TRY(const bool found, rows.next());
  if (!found) return std::nullopt;
  ASSAY_TRY(RunProgress run, read_progress(impl_->database, rows));
  return run;
}

Result<Key> Store::fingerprint(std::string_view run_id) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  ASSAY_TRY(Statement* const statement,
            impl_->database.cached(
                "SELECT complete, finished_at, manifest, "
                "(SELECT count(*) || ' ' || count(reply) FROM cell WHERE cell.run = run.run), "
                // A cell that is scored again keeps its row.
                "(SELECT count(*) || ' ' || count(value) || ' ' || total(verdict = 'pass') || ' ' "
                "|| total(value) FROM score WHERE score.run = run.run) "
                "FROM run WHERE run = ?"));
  Rows rows = statement->query(run);
  ASSAY_TRY(const bool found, rows.next());
  if (!found) return impl_->database.damaged("run " + std::string(run_id) + " is gone");
  KeyBuilder builder;
  for (int column = 0; column < 5; ++column) builder.add(rows.text(column));
  return builder.finish();
}

}  // namespace assay
