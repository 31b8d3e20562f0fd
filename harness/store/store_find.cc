// The Store's calls that find runs, by name or all of them.
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/store/columns.h"
#include "harness/store/store_impl.h"

namespace assay {
namespace {

// A row of `SELECT run.*`.
Result<RunRecord> read_run(const Database& database, const Rows& rows) {
  RunRecord run;
  run.id = rows.text(1);
  ASSAY_CHECK(check_run_record(database, rows));
  run.suite = rows.text(2);
  run.suite_path = rows.text(3);
  run.suite_hash = rows.text(4);
  run.started_at = rows.text(5);
  run.finished_at = rows.text(6);
  run.assay_version = rows.text(7);
  run.seed = std::bit_cast<std::uint64_t>(rows.integer(8));
  run.complete = rows.integer(9) != 0;
  run.simulated = rows.integer(10) != 0;
  run.planned_cells = static_cast<std::uint64_t>(rows.integer(11));
  Result<Json> manifest = parse_json(rows.text(12));
  if (!manifest) return database.damaged("manifest of run " + run.id + " is not JSON");
  run.manifest = std::move(*manifest);
  return run;
}

struct KnownRun {
  std::string id;
  std::string suite;
};

// All runs, newest first, and the place among them of the one that is "latest". What
// their order rests on must be sound: a run that is missing would make another the latest.
struct KnownRuns {
  std::vector<KnownRun> runs;
  std::size_t latest = 0;
};

// Of runs, newest first. An id goes before what it begins, and a beginning before
// an end, so that a name means the same whatever else is stored.
constexpr std::size_t kShortestEnd = 4;  // the hex digits; less is a slip
std::vector<std::string> runs_meant(std::string_view name, const std::vector<KnownRun>& runs,
                                    std::size_t latest) {
  if (name == "latest") return {runs[latest].id};
  if (name == "previous") {
    const auto same_suite = [&](const KnownRun& run) { return run.suite == runs[latest].suite; };
    const auto after = runs.begin() + static_cast<std::ptrdiff_t>(latest) + 1;
    const auto found = std::find_if(after, runs.end(), same_suite);
    if (found == runs.end()) return {};
    return {found->id};
  }
  std::vector<std::string> begin;
  std::vector<std::string> end;
  for (const KnownRun& run : runs) {
    if (run.id == name) return {run.id};
    if (run.id.starts_with(name)) begin.push_back(run.id);
    if (name.size() >= kShortestEnd && run.id.ends_with(name)) end.push_back(run.id);
  }
  return begin.empty() ? end : begin;
}

// "a, b and 3 more"
std::string some_of(const std::vector<std::string>& ids) {
  constexpr std::size_t kShown = 5;
  const std::size_t shown = std::min(ids.size(), kShown);
  const std::string text =
      join({ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(shown)}, ", ");
  return shown == ids.size() ? text : text + " and " + std::to_string(ids.size() - shown) + " more";
}

Result<KnownRuns> known_runs(Database& database) {
  constexpr int kLatest = kRunSum + 1;
  KnownRuns known;
  std::optional<std::size_t> latest;
  std::int64_t recorded = -1;
  // One query, so that both are of one instant: another process may begin a run.
  ASSAY_TRY(Statement* const list,
            database.cached("SELECT run.*, latest.* FROM latest LEFT JOIN run ON true "
                            "ORDER BY run.run DESC"));
  Rows rows = list->query();
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) break;
    if (!is_sound(rows, kLatest, kLatest + kLatestSum)) break;
    recorded = rows.integer(kLatest + 2);
    if (rows.is_null(0)) break;  // there is none
    ASSAY_CHECK(check_run_record(database, rows));
    if (rows.integer(0) == rows.integer(kLatest + 1)) latest = known.runs.size();
    known.runs.push_back({std::string(rows.text(1)), std::string(rows.text(2))});
  }
  if (recorded != std::ssize(known.runs) || (!latest && !known.runs.empty())) {
    return database.damaged("it does not have the runs that were recorded");
  }
  known.latest = latest.value_or(0);
  return known;
}

// The run of exactly that id, whatever else is wrong with the Store.
Result<std::optional<RunRecord>> run_of_id(Database& database, std::string_view id) {
  ASSAY_TRY(Statement statement, database.prepare("SELECT * FROM run WHERE id = ?"));
  Rows rows = statement.query(id);
  ASSAY_TRY(const bool found, rows.next());
  if (!found || rows.text(1) != id) return std::nullopt;
  ASSAY_TRY(RunRecord run, read_run(database, rows));
  return run;
}

}  // namespace

Result<std::vector<RunRecord>> Store::runs() {
  ASSAY_TRY(Statement statement, impl_->database.prepare("SELECT * FROM run ORDER BY run DESC"));
  Rows rows = statement.query();
  std::vector<RunRecord> runs;
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) return runs;
    ASSAY_TRY(RunRecord run, read_run(impl_->database, rows));
    runs.push_back(std::move(run));
  }
}

Result<RunRecord> Store::find_run(std::string_view name) {
  const std::string file = impl_->database.file().string();
  ASSAY_TRY(std::optional<RunRecord> exact, run_of_id(impl_->database, name));
  if (exact) return std::move(*exact);
  ASSAY_TRY(const KnownRuns known, known_runs(impl_->database));
  const std::vector<KnownRun>& runs = known.runs;
  if (runs.empty()) return usage_error(file + ": holds no run yet");
  const std::vector<std::string> matches =
      name.empty() ? std::vector<std::string>() : runs_meant(name, runs, known.latest);
  if (matches.size() > 1) {
    return usage_error(fmt::format("{}: '{}' may be any of {} runs: {}", file, excerpt(name, 100),
                                   matches.size(), some_of(matches)));
  }
  if (matches.empty() && name == "previous") {
    return usage_error(fmt::format("{}: there is no run of suite '{}' before {}", file,
                                   runs[known.latest].suite, runs[known.latest].id));
  }
  if (matches.empty()) {
    std::vector<std::string> ids;
    for (const KnownRun& run : runs) ids.push_back(run.id);
    return usage_error(fmt::format("{}: has no run '{}'{} (it has {})", file, excerpt(name, 100),
                                   did_you_mean(name, ids), some_of(ids)));
  }
  ASSAY_TRY(std::optional<RunRecord> run, run_of_id(impl_->database, matches.front()));
  if (!run) return impl_->database.damaged("run " + matches.front() + " is gone");
  return std::move(*run);
}

}  // namespace assay
