#include "harness/store/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <utility>

#include "harness/base/json.h"
#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/store/columns.h"
#include "harness/store/schema.h"
#include "harness/store/store_impl.h"

namespace assay {
namespace {

constexpr char kRunColumns[] =
    "SELECT id, suite, suite_path, suite_hash, started_at, finished_at, assay_version, seed, "
    "complete, simulated, planned_cells, manifest FROM run ";

Result<RunRecord> read_run(const Database& database, const Rows& rows) {
  RunRecord run;
  run.id = rows.text(0);
  run.suite = rows.text(1);
  run.suite_path = rows.text(2);
  run.suite_hash = rows.text(3);
  run.started_at = rows.text(4);
  run.finished_at = rows.text(5);
  run.assay_version = rows.text(6);
  run.seed = std::bit_cast<std::uint64_t>(rows.integer(7));
  run.complete = rows.integer(8) != 0;
  run.simulated = rows.integer(9) != 0;
  run.planned_cells = static_cast<std::uint64_t>(rows.integer(10));
  Result<Json> manifest = parse_json(rows.text(11));
  if (!manifest) return database.damaged("manifest of run " + run.id + " is not JSON");
  run.manifest = std::move(*manifest);
  return run;
}

std::string tags_to_json(const std::vector<std::string>& tags) {
  return dump_json(storable(Json(tags)));
}

Result<std::vector<std::string>> tags_from_json(const Database& database, std::string_view text) {
  Result<Json> json = parse_json(text);
  if (!json || !json->is_array()) return database.damaged("tags that are not a JSON array");
  std::vector<std::string> tags;
  for (const Json& tag : *json) {
    if (!tag.is_string()) return database.damaged("a tag that is not a string");
    tags.push_back(tag.get<std::string>());
  }
  return tags;
}

}  // namespace

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Result<Store> Store::open(const std::filesystem::path& file, Access access) {
  const bool writes = access == Access::read_write;
  ASSAY_TRY(Database database, Database::open(file, writes ? Database::Mode::read_write
                                                           : Database::Mode::read_only));
  ASSAY_CHECK(ensure_schema(database, schema_steps(), writes ? MayWrite::yes : MayWrite::no));
  // NORMAL: a commit is in the operating system's hands, so that it survives
  // the process; fsync waits for a checkpoint. The cache keeps most of the
  // Keys' index of a million replies (about 26 MB) in memory; a longer log than
  // SQLite's 4 MB lets a checkpoint write each of its pages once, not often.
  ASSAY_CHECK(database.execute("PRAGMA synchronous = NORMAL"));
  ASSAY_CHECK(database.execute("PRAGMA cache_size = -24576"));
  ASSAY_CHECK(database.execute("PRAGMA wal_autocheckpoint = 4000"));
  return Store(std::make_unique<Impl>(std::move(database)));
}

const std::filesystem::path& Store::file() const { return impl_->database.file(); }

Result<void> Store::transaction(const std::function<Result<void>()>& body) {
  Result<void> done = impl_->database.transaction(body);
  if (!done) impl_->known_run_row = 0;  // it may have been begun in what was rolled back
  return done;
}

Result<void> Store::limit_pages(std::uint32_t pages) {
  return impl_->database.execute("PRAGMA max_page_count = " + std::to_string(pages));
}

Result<std::int64_t> Store::Impl::run_row(std::string_view run_id) {
  if (known_run_row != 0 && known_run == run_id) return known_run_row;
  ASSAY_TRY(Statement* const find, database.cached("SELECT run FROM run WHERE id = ?"));
  Rows rows = find->query(run_id);
  ASSAY_TRY(const bool found, rows.next());
  if (!found) {
    return usage_error(database.file().string() + ": has no run '" + excerpt(run_id, 100) + "'");
  }
  known_run = run_id;
  known_run_row = rows.integer(0);
  return known_run_row;
}

Result<void> Store::begin_run(const RunRecord& run, const std::vector<CaseRecord>& cases) {
  Database& database = impl_->database;
  return database.transaction([&]() -> Result<void> {
    ASSAY_CHECK(impl_->run(
        "INSERT INTO run (id, suite, suite_path, suite_hash, started_at, finished_at, "
        "assay_version, seed, complete, simulated, planned_cells, manifest) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        Storable(run.id).view(), Storable(run.suite).view(), Storable(run.suite_path).view(),
        Storable(run.suite_hash).view(), Storable(run.started_at).view(),
        Storable(run.finished_at).view(), Storable(run.assay_version).view(),
        std::bit_cast<std::int64_t>(run.seed), run.complete, run.simulated,
        static_cast<std::int64_t>(run.planned_cells),
        std::string_view(dump_json(storable(run.manifest)))));
    if (database.changes() == 0) {
      return usage_error(database.file().string() + ": already has a run '" +
                         excerpt(run.id, 100) + "'; --resume continues it");
    }
    const std::int64_t row = database.last_insert_row();
    ASSAY_CHECK(impl_->run("DELETE FROM latest"));
    for (std::size_t i = 0; i < cases.size(); ++i) {
      ASSAY_CHECK(impl_->run("INSERT INTO run_case (run, case_index, id, tags) VALUES (?, ?, ?, ?)",
                             row, i, Storable(cases[i].id).view(),
                             std::string_view(tags_to_json(cases[i].tags))));
    }
    return {};
  });
}

Result<void> Store::finish_run(std::string_view run_id, std::string_view finished_at,
                               bool complete) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  return impl_->run("UPDATE run SET finished_at = ?, complete = ? WHERE run = ?",
                    Storable(finished_at).view(), complete, run);
}

Result<void> Store::replace_manifest(std::string_view run_id, const Json& manifest) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  return impl_->run("UPDATE run SET manifest = ? WHERE run = ?",
                    std::string_view(storable_json(dump_json(manifest))), run);
}

Result<void> Store::reopen_run(std::string_view run_id) {
  return transaction([&]() -> Result<void> {
    ASSAY_CHECK(finish_run(run_id, "", false));
    return make_latest(run_id);
  });
}

Result<void> Store::make_latest(std::string_view run_id) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  return impl_->run("INSERT OR REPLACE INTO latest (only, run) VALUES (1, ?)", run);
}

Result<std::vector<RunRecord>> Store::runs() {
  ASSAY_TRY(Statement statement, impl_->database.prepare(std::string(kRunColumns) +
                                                         "ORDER BY started_at DESC, run DESC"));
  Rows rows = statement.query();
  std::vector<RunRecord> runs;
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) return runs;
    ASSAY_TRY(RunRecord run, read_run(impl_->database, rows));
    runs.push_back(std::move(run));
  }
}

namespace {

struct KnownRun {
  std::string id;
  std::string suite;
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

// The place among `runs` of the one that make_latest() named; the newest without.
Result<std::size_t> latest_of(Database& database, const std::vector<KnownRun>& runs) {
  ASSAY_TRY(Statement* const marked,
            database.cached("SELECT id FROM latest JOIN run USING (run)"));
  Rows rows = marked->query();
  ASSAY_TRY(const bool is_marked, rows.next());
  if (!is_marked) return std::size_t{0};
  const std::string_view id = rows.text(0);
  const auto found = std::find_if(runs.begin(), runs.end(),
                                  [&](const KnownRun& run) { return run.id == id; });
  return found == runs.end() ? 0 : static_cast<std::size_t>(found - runs.begin());
}

// "a, b and 3 more"
std::string some_of(const std::vector<std::string>& ids) {
  constexpr std::size_t kShown = 5;
  const std::size_t shown = std::min(ids.size(), kShown);
  const std::string text =
      join({ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(shown)}, ", ");
  return shown == ids.size() ? text
                             : text + " and " + std::to_string(ids.size() - shown) + " more";
}

}  // namespace

Result<RunRecord> Store::find_run(std::string_view name) {
  const std::string file = impl_->database.file().string();
  ASSAY_TRY(Statement* const list, impl_->database.cached(
                                       "SELECT id, suite FROM run ORDER BY started_at DESC, run DESC"));
  std::vector<KnownRun> runs;
  {
    Rows rows = list->query();
    for (;;) {
      ASSAY_TRY(const bool more, rows.next());
      if (!more) break;
      runs.push_back({std::string(rows.text(0)), std::string(rows.text(1))});
    }
  }
  if (runs.empty()) return usage_error(file + ": holds no run yet");
  ASSAY_TRY(const std::size_t latest, latest_of(impl_->database, runs));
  const std::vector<std::string> matches =
      name.empty() ? std::vector<std::string>() : runs_meant(name, runs, latest);
  if (matches.size() > 1) {
    return usage_error(fmt::format("{}: '{}' may be any of {} runs: {}", file, excerpt(name, 100),
                                   matches.size(), some_of(matches)));
  }
  if (matches.empty() && name == "previous") {
    return usage_error(fmt::format("{}: there is no run of suite '{}' before {}", file,
                                   runs[latest].suite, runs[latest].id));
  }
  if (matches.empty()) {
    std::vector<std::string> ids;
    for (const KnownRun& run : runs) ids.push_back(run.id);
    return usage_error(fmt::format("{}: has no run '{}'{} (it has {})", file, excerpt(name, 100),
                                   did_you_mean(name, ids), some_of(ids)));
  }
  ASSAY_TRY(Statement statement, impl_->database.prepare(std::string(kRunColumns) + "WHERE id = ?"));
  Rows rows = statement.query(std::string_view(matches.front()));
  ASSAY_TRY(const bool found, rows.next());
  if (!found) return impl_->database.damaged("run " + matches.front() + " is gone");
  return read_run(impl_->database, rows);
}

Result<std::vector<CaseRecord>> Store::cases(std::string_view run_id) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  ASSAY_TRY(Statement* const statement,
            impl_->database.cached("SELECT id, tags FROM run_case WHERE run = ? "
                                   "ORDER BY case_index"));
  Rows rows = statement->query(run);
  std::vector<CaseRecord> cases;
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) return cases;
    ASSAY_TRY(std::vector<std::string> tags, tags_from_json(impl_->database, rows.text(1)));
    cases.push_back({std::string(rows.text(0)), std::move(tags)});
  }
}

}  // namespace assay
