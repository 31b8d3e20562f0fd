#include "harness/store/schema.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "harness/store/run_lock.h"
#include "harness/store/structure.h"

namespace assay {
namespace {

struct Identity {
  std::int64_t application = 0;
  std::int64_t version = 0;
  bool has_tables = false;

  bool is_fresh() const { return application == 0 && version == 0 && !has_tables; }
};

Result<Identity> identify(Database& database) {
  ASSAY_TRY(const std::int64_t application, database.integer("PRAGMA application_id"));
  ASSAY_TRY(const std::int64_t version, database.integer("PRAGMA user_version"));
  ASSAY_TRY(const std::int64_t tables, database.integer("SELECT count(*) FROM sqlite_master"));
  return Identity{application, version, tables > 0};
}

Result<void> check_identity(const Database& database, const Identity& identity,
                            std::int64_t newest) {
  const std::string file = excerpt(database.file().string(), 300);
  if (!identity.is_fresh() && identity.application != kStoreApplicationId) {
    ASSAY_MARK("store.of_another_program");
    return usage_error(file +
                       ": is a database of another program, not a Store; name another "
                       "file with --store");
  }
  if (identity.version > newest) {
    ASSAY_MARK("schema.too_new");
    return usage_error(file + ": was written by a newer assay (schema " +
                       std::to_string(identity.version) + ", this one knows " +
                       std::to_string(newest) +
                       "); upgrade assay, or name another file with --store");
  }
  if (identity.version < 0) return database.damaged("negative schema version");
  return {};
}

// Two processes may make one Store at once, and SQLite answers "locked" to one
// of them without waiting when both change the mode: whoever is told so waits
// for a write lock as usual and looks again.
Result<void> use_write_ahead_log(Database& database) {
  Result<void> done = database.execute("PRAGMA journal_mode = WAL");
  for (int attempt = 0; !done && attempt < 10; ++attempt) {
    ASSAY_CHECK(database.transaction([]() -> Result<void> { return {}; }));
    done = database.execute("PRAGMA journal_mode = WAL");
  }
  return done;
}

// An older assay that executes a run must not find other tables under it, and checksums
// must not be made of what is damaged already.
Result<RunLock> may_migrate(Database& database) {
  ASSAY_TRY(RunLock lock, RunLock::acquire_all(database.real_file()));
  ASSAY_TRY(const std::vector<std::string> found, structural_damage(database, 1));
  if (!found.empty()) return database.damaged(found.front());
  return lock;
}

Result<void> migrate(Database& database, std::span<const char* const> steps) {
  // Looked at again under the lock: another process may have migrated meanwhile.
  ASSAY_TRY(const Identity identity, identify(database));
  const std::int64_t newest = static_cast<std::int64_t>(steps.size());
  ASSAY_CHECK(check_identity(database, identity, newest));
  if (identity.version == newest) {
    ASSAY_MARK("schema.migrated_by_another");
    return {};
  }
  std::optional<RunLock> lock;
  if (!identity.is_fresh()) {
    ASSAY_TRY(RunLock held, may_migrate(database));
    ASSAY_MARK("schema.migrated");
    lock.emplace(std::move(held));
  }
  for (std::size_t i = static_cast<std::size_t>(identity.version); i < steps.size(); ++i) {
    ASSAY_CHECK(database.execute(steps[i]));
  }
  ASSAY_CHECK(database.execute("PRAGMA user_version = " + std::to_string(newest)));
  return database.execute("PRAGMA application_id = " + std::to_string(kStoreApplicationId));
}

}  // namespace

Result<void> ensure_schema(Database& database, std::span<const char* const> steps,
                           MayWrite may_write) {
  // One read transaction: another process may be making the Store right now, and
  // its tables without its application_id would look like somebody else's.
  ASSAY_CHECK(database.execute("BEGIN"));
  const Result<Identity> seen = identify(database);
  const Result<void> ended = database.execute("COMMIT");
  ASSAY_TRY(const Identity identity, seen);  // first: a read that failed has ended it already
  ASSAY_CHECK(ended);
  const std::int64_t newest = static_cast<std::int64_t>(steps.size());
  ASSAY_CHECK(check_identity(database, identity, newest));
  if (may_write == MayWrite::yes) {
    // A file made this instant holds nothing that a power cut could take: five
    // waits for the disk less. Store::open() sets what holds from then on.
    if (identity.is_fresh()) ASSAY_CHECK(database.execute("PRAGMA synchronous = OFF"));
    ASSAY_CHECK(use_write_ahead_log(database));
  }
  if (identity.version == newest) return {};
  if (may_write == MayWrite::no) {
    const std::string file = excerpt(database.file().string(), 300);
    if (identity.version == 0) {
      return usage_error(file + ": is an empty Store; 'assay run' fills it");
    }
    return usage_error(file + ": was written by an older assay (schema " +
                       std::to_string(identity.version) +
                       "); any 'assay run' or 'assay score' on it brings it up to date");
  }
  return database.transaction([&] { return migrate(database, steps); });
}

}  // namespace assay
