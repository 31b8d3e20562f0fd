#include "harness/store/store.h"

#include <bit>
#include <iterator>
#include <string>
#include <utility>

#include "harness/base/json.h"
#include "harness/base/text.h"
#include "harness/store/columns.h"
#include "harness/store/schema.h"
#include "harness/store/store_impl.h"

namespace assay {
namespace {

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
  const bool writes = access != Access::read_only;
  const Database::Mode mode = access == Access::read_write ? Database::Mode::read_write
                              : writes                     ? Database::Mode::update
                                                           : Database::Mode::read_only;
  ASSAY_TRY(Database database, Database::open(file, mode));
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

const std::filesystem::path& Store::file() const {
  return impl_->database.file();
}
const std::filesystem::path& Store::real_file() const {
  return impl_->database.real_file();
}

void Store::stop_waiting_at_second(const std::atomic<int>& signals) {
  impl_->database.stop_waiting_at_second(signals);
}

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
  // The index finds the row, and the row itself says whose it is.
  ASSAY_TRY(
      Statement* const find,
      database.cached("SELECT run, id FROM run WHERE run = (SELECT run FROM run WHERE id = ?)"));
  Rows rows = find->query(run_id);
  ASSAY_TRY(const bool found, rows.next());
  if (found && rows.text(1) != run_id) return database.damaged("the index of runs is not sound");
  if (!found) {
    return usage_error(database.file().string() + ": has no run '" + excerpt(run_id, 100) + "'");
  }
  known_run = run_id;
  known_run_row = rows.integer(0);
  return known_run_row;
}

Result<void> Store::Impl::seal_run(std::int64_t run_number) {
  return run(
      "UPDATE run SET sum = row_sum(run, id, suite, suite_path, suite_hash, started_at, "
      "finished_at, assay_version, seed, complete, simulated, planned_cells, manifest, cases, "
      "cells, scores, attempts) WHERE run = ?",
      run_number);
}

Result<void> Store::Impl::seal_latest() {
  ASSAY_CHECK(run("UPDATE latest SET sum = row_sum(only, run, runs)"));
  if (database.changes() != 1) return database.damaged("which run is the latest is not known");
  return {};
}

Result<void> Store::begin_run(const RunRecord& run, const std::vector<CaseRecord>& cases) {
  Database& database = impl_->database;
  return database.transaction([&]() -> Result<void> {
    ASSAY_CHECK(
        impl_->run("INSERT INTO run (id, suite, suite_path, suite_hash, started_at, finished_at, "
                   "assay_version, seed, complete, simulated, planned_cells, manifest, cases, sum) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (id) DO NOTHING",
                   Storable(run.id).view(), Storable(run.suite).view(),
                   Storable(run.suite_path).view(), Storable(run.suite_hash).view(),
                   Storable(run.started_at).view(), Storable(run.finished_at).view(),
                   Storable(run.assay_version).view(), std::bit_cast<std::int64_t>(run.seed),
                   run.complete, run.simulated, static_cast<std::int64_t>(run.planned_cells),
                   std::string_view(dump_json(storable(run.manifest))), cases.size()));
    if (database.changes() == 0) {
      return usage_error(database.file().string() + ": already has a run '" + excerpt(run.id, 100) +
                         "'; --resume continues it");
    }
    const std::int64_t row = database.last_insert_row();
    ASSAY_CHECK(impl_->seal_run(row));
    ASSAY_CHECK(impl_->run("UPDATE latest SET run = ?, runs = runs + 1", row));
    ASSAY_CHECK(impl_->seal_latest());
    for (std::size_t i = 0; i < cases.size(); ++i) {
      ASSAY_CHECK(impl_->put(
          "INSERT INTO run_case (run, case_index, id, tags, sum) "
          "VALUES (?, ?, ?, ?, ?)",
          row, i, Storable(cases[i].id).view(), std::string_view(tags_to_json(cases[i].tags))));
    }
    return {};
  });
}

Result<void> Store::finish_run(std::string_view run_id, std::string_view finished_at,
                               bool complete) {
  return transaction([&]() -> Result<void> {
    ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
    ASSAY_CHECK(impl_->run(
        "UPDATE run SET finished_at = ?, complete = ?, "
        "cells = (SELECT count(*) FROM cell WHERE cell.run = run.run), "
        "scores = (SELECT count(*) FROM score WHERE score.run = run.run), "
        "attempts = (SELECT count(*) FROM attempt WHERE attempt.run = run.run) WHERE run = ?",
        Storable(finished_at).view(), complete, run));
    return impl_->seal_run(run);
  });
}

Result<void> Store::replace_manifest(std::string_view run_id, const Json& manifest) {
  return transaction([&]() -> Result<void> {
    ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
    ASSAY_CHECK(impl_->run("UPDATE run SET manifest = ? WHERE run = ?",
                           std::string_view(storable_json(dump_json(manifest))), run));
    return impl_->seal_run(run);
  });
}

Result<void> Store::record_outcome(std::string_view run_id, std::string_view outcome) {
  return transaction([&]() -> Result<void> {
    ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
    ASSAY_CHECK(
        impl_->run("UPDATE run SET manifest = json_set(manifest, '$.outcome', ?1) "
                   "WHERE run = ?2 AND json_extract(manifest, '$.outcome') IS NOT ?1",
                   outcome, run));
    return impl_->database.changes() == 0 ? Result<void>() : impl_->seal_run(run);
  });
}

Result<void> Store::reopen_run(std::string_view run_id) {
  return transaction([&]() -> Result<void> {
    ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
    ASSAY_CHECK(
        impl_->run("UPDATE run SET finished_at = '', complete = 0, cells = NULL, scores = NULL, "
                   "attempts = NULL WHERE run = ?",
                   run));
    ASSAY_CHECK(impl_->seal_run(run));
    return make_latest(run_id);
  });
}

Result<void> Store::make_latest(std::string_view run_id) {
  return transaction([&]() -> Result<void> {
    ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
    ASSAY_CHECK(impl_->run("UPDATE latest SET run = ?", run));
    return impl_->seal_latest();
  });
}

Result<std::vector<CaseRecord>> Store::cases(std::string_view run_id) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  ASSAY_TRY(Statement* const statement,
            impl_->database.cached("SELECT * FROM run_case WHERE run = ? ORDER BY case_index"));
  Rows rows = statement->query(run);
  std::vector<CaseRecord> cases;
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) break;
    if (!is_sound(rows, 0, kRunCaseSum) || rows.integer(1) != std::ssize(cases)) {
      return impl_->database.damaged("case " + std::to_string(cases.size()) + " of run " +
                                     std::string(run_id) + " is not as it was written");
    }
    ASSAY_TRY(std::vector<std::string> tags, tags_from_json(impl_->database, rows.text(3)));
    cases.push_back({std::string(rows.text(2)), std::move(tags)});
  }
  ASSAY_TRY(const Impl::Counts counts, impl_->counts_of(run));
  if (counts.cases == std::ssize(cases)) return cases;
  return impl_->database.damaged("cases of run " + std::string(run_id) + " are missing");
}

}  // namespace assay
