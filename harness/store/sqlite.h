// The little of SQLite that the Store needs: a connection and prepared
// statements that release themselves. sqlite3.h itself stays in sqlite*.cc.
//
// Every error names the database's file. Not thread-safe: one thread a
// connection.
#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/result.h"
#include "harness/store/row_sum.h"

struct sqlite3_stmt;

namespace assay {

struct DatabaseState;  // the connection with its file's name; sqlite_state.h

// The rows of a running query. Its text and blobs live until the next next();
// what was bound must outlive it. Ends the query when it goes out of scope.
class Rows {
 public:
  Rows(sqlite3_stmt* statement, DatabaseState* state, int bind_status)
      : statement_(statement), state_(state), bind_status_(bind_status) {}
  ~Rows();
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  Result<bool> next();  // whether there is a row

  // Columns count from 0. NULL is 0, "" or nothing.
  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string_view text(int column) const;
  std::string_view blob(int column) const;
  std::optional<std::int64_t> optional_integer(int column) const;
  // Into the checksum of a row: the values of `count` columns.
  void add_to(RowSum& sum, int first_column, int count) const;

 private:
  sqlite3_stmt* statement_;
  DatabaseState* state_;
  int bind_status_;
};

// A prepared statement; must not outlive its Database. One use at a time.
class Statement {
 public:
  Statement(sqlite3_stmt* statement, DatabaseState* state) : statement_(statement), state_(state) {}
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  Statement(const Statement&) = delete;
  ~Statement();

  // Binds `values` to the parameters 1, 2, ... (integers, doubles, std::string_view
  // as text, Blob, and std::optional of these, where nothing is NULL).
  template <class... Values>
  Rows query(const Values&... values) {
    int index = 0;
    int status = 0;
    ((status = status != 0 ? status : bind(++index, values)), ...);
    return Rows(statement_, state_, status);
  }
  // The same for a statement whose rows, if any, are of no interest.
  template <class... Values>
  Result<void> run(const Values&... values) {
    Rows rows = query(values...);
    for (;;) {
      ASSAY_TRY(const bool more, rows.next());
      if (!more) return {};
    }
  }

 private:
  // Each gives SQLite's status: 0 is fine.
  int bind(int index, std::int64_t value);
  int bind(int index, double value);
  int bind(int index, std::string_view text);
  int bind(int index, Blob blob);
  int bind_null(int index);
  template <std::integral Integer>
  int bind(int index, Integer value) {
    return bind(index, static_cast<std::int64_t>(value));
  }
  template <class Value>
  int bind(int index, const std::optional<Value>& value) {
    return value ? bind(index, *value) : bind_null(index);
  }

  sqlite3_stmt* statement_;
  DatabaseState* state_;
};

// How long to wait for another process that is writing.
inline constexpr int kBusyTimeoutMs = 30'000;

class Database {
 public:
  enum class Mode { read_write, update, read_only };
  // read_write creates a missing file, readable by the user alone, and its folders. A
  // usage error for what cannot be a database (a folder, a device, a missing file to
  // read or update, a file with several names); an infrastructure error for one that
  // cannot be opened or, but for read_only, written. Reads nothing yet: a file of
  // garbage is found by the first query. SQL may call row_sum(...): see row_sum.h.
  static Result<Database> open(const std::filesystem::path& file, Mode mode);
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  const std::filesystem::path& file() const;       // as it was named
  const std::filesystem::path& real_file() const;  // without links: see store_path.h

  // What became of the file since it was opened: "was deleted or renamed", say; "" while
  // its name still leads to it. From then on nobody else sees what is written here.
  std::string_view displaced();
  // fsync() of the database's file, whose first page is in no log: SQLite drops the log of
  // a file that a power cut left empty.
  Result<void> force_file();
  // All that this connection sees, into a file that must be empty.
  Result<void> copy_into(const std::filesystem::path& empty_file);
  // From the second signal on nobody waits for another process that is writing; what
  // waits then is an error of kind `interrupted`. The count must outlive the Database.
  void stop_waiting_at_second(const std::atomic<int>& signals);

  // Runs statements without parameters.
  Result<void> execute(const std::string& sql);
  Result<Statement> prepare(std::string_view sql);
  // The same, kept for the next call with the same literal: told apart by its
  // address, which costs less than its text.
  Result<Statement*> cached(const char* sql);
  // The first column of the first row; 0 when there is none.
  Result<std::int64_t> integer(const char* sql);

  // Runs `body` in BEGIN IMMEDIATE ... COMMIT, or as a part of the transaction
  // that is already open. Waits for other writers; rolls back if `body` fails.
  template <class Body>
  Result<void> transaction(const Body& body) {
    if (in_transaction()) return body();
    ASSAY_CHECK(execute("BEGIN IMMEDIATE"));
    Result<void> done = body();
    if (done) done = execute("COMMIT");
    if (!done) roll_back();
    return done;
  }
  bool in_transaction() const;

  std::int64_t last_insert_row() const;
  std::int64_t changes() const;  // rows that the last statement wrote

  // An infrastructure error: `what` is wrong in the file's contents.
  tl::unexpected<Error> damaged(std::string_view what) const;

 private:
  explicit Database(std::unique_ptr<DatabaseState> state);
  void roll_back();
  std::unique_ptr<DatabaseState> state_;
};

}  // namespace assay
