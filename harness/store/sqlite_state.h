// A connection to SQLite; for the sqlite*.cc files and nobody else.
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <filesystem>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "harness/base/result.h"
#include "harness/store/sqlite.h"
#include "harness/store/store_path.h"

namespace assay {

struct DatabaseState {
  std::filesystem::path file;       // as it was named
  std::filesystem::path real_file;  // without links
  std::optional<FileIdentity> identity;
  std::optional<FileIdentity> log;  // once there is one
  const std::atomic<int>* signals = nullptr;
  sqlite3* connection = nullptr;
  std::unordered_map<const char*, Statement> statements;

  ~DatabaseState();
  std::string_view displaced();  // see Database::displaced()
  bool is_called_off() const;    // the second signal has come
};

// What the user is told for SQLite's status.
tl::unexpected<Error> failure(const DatabaseState& state, int status);

// The SQL function row_sum(...): see row_sum.h.
void row_sum_function(sqlite3_context* context, int count, sqlite3_value** values);

}  // namespace assay
