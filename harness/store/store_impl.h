// What a Store is made of; for the .cc files of store/ and nobody else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/store/sqlite.h"
#include "harness/store/store.h"

namespace assay {

struct Store::Impl {
  explicit Impl(Database opened) : database(std::move(opened)) {}

  Database database;
  // The run asked for last: all calls of a run's writer name the same one.
  std::string known_run;
  std::int64_t known_run_row = 0;

  // The row of a run; a usage error for one that does not exist.
  Result<std::int64_t> run_row(std::string_view run_id);

  // How many rows a run has; absent while it is going and when it was cut off.
  struct Counts {
    std::int64_t cases = 0;
    std::optional<std::int64_t> cells;
    std::optional<std::int64_t> scores;
    std::optional<std::int64_t> attempts;
  };
  Result<Counts> counts_of(std::int64_t run);
  // After an UPDATE of them: their new checksums.
  Result<void> seal_run(std::int64_t run);
  Result<void> seal_latest();
  // An error for pages that SQLite itself finds damaged, or that belong to nothing. For
  // runs that do not know how many rows they have: a page that was lost takes its rows
  // with it. Reads the whole file, once.
  Result<void> check_pages();
  bool pages_are_sound = false;
  // Tells `damage`, or fails where there is nobody to tell.
  Result<void> tell(Damage* damage, std::string what);
  // Tells of fewer rows than a run had when it ended. There may be more: a score that
  // came later.
  Result<void> tell_missing(Damage* damage, std::string_view what, std::int64_t found,
                            std::optional<std::int64_t> recorded);

  // For recover_cells(). An attempt whose cost was not known has that of its reply.
  Result<void> give_cost(std::int64_t run_row, const RecoveredReply& recovered);
  Result<void> give_reply(std::int64_t run_row, const RecoveredReply& recovered, std::int64_t reply,
                          std::optional<Money> spent);

  // Writes a row: `values`, and as the last parameter their checksum.
  template <class... Values>
  Result<void> put(const char* sql, const Values&... values) {
    return run(sql, values..., sum_of(values...));
  }
  template <class... Values>
  Result<void> run(const char* sql, const Values&... values) {
    ASSAY_TRY(Statement* const statement, database.cached(sql));
    return statement->run(values...);
  }
};

}  // namespace assay
