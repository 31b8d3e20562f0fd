// What a Store is made of; for the .cc files of store/ and nobody else.
#pragma once

#include <cstdint>
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

  template <class... Values>
  Result<void> run(const char* sql, const Values&... values) {
    ASSAY_TRY(Statement* const statement, database.cached(sql));
    return statement->run(values...);
  }
};

}  // namespace assay
