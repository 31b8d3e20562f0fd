#include "harness/store/sqlite.h"

#include <sqlite3.h>

#include <cstring>
#include <unordered_map>
#include <utility>

#include "harness/base/text.h"

namespace assay {

namespace fs = std::filesystem;

struct DatabaseState {
  fs::path file;
  sqlite3* connection = nullptr;
  std::unordered_map<const char*, Statement> statements;

  ~DatabaseState() {
    statements.clear();  // before the connection that they belong to
    sqlite3_close_v2(connection);
  }
};

namespace {

// Polls at random intervals near a millisecond: SQLite's own handler backs off
// to 100 ms and then seldom meets the gap between two group commits of a busy
// writer in another process.
int wait_for_other_writer(void*, int calls) {
  constexpr int kMeanWaitMs = 1;
  if (calls * kMeanWaitMs > kBusyTimeoutMs) return 0;
  std::uint8_t noise = 0;
  sqlite3_randomness(sizeof noise, &noise);
  constexpr int kNanosecondsAStep = 1'000'000 * kMeanWaitMs * 2 / 256;
  const timespec pause{0, kNanosecondsAStep * (noise + 1)};
  nanosleep(&pause, nullptr);
  return 1;
}

std::string quoted(const fs::path& file) { return excerpt(file.string(), 300); }

// What the user is told for SQLite's status; nothing for an unusual one.
std::string_view advice(int status) {
  switch (status & 0xff) {
    case SQLITE_FULL: return "the disk is full; free some space, then --resume the run";
    case SQLITE_IOERR:
      return "disk I/O error: no room, a limit on file sizes, or a broken disk; mend it, then "
             "--resume the run";
    case SQLITE_READONLY: return "the file or its folder is read-only";
    case SQLITE_NOTADB: return "not an SQLite database; move it away or name another file";
    case SQLITE_CORRUPT:
      return "the database is damaged; restore a copy, or save what is readable with "
             "'sqlite3 FILE .recover'";
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "another process has kept the database locked for too long";
    case SQLITE_PERM:
    case SQLITE_AUTH: return "permission denied";
    case SQLITE_TOOBIG: return "a record is too large for the database";
    default: return {};
  }
}

tl::unexpected<Error> failure(const DatabaseState& state, int status) {
  std::string message = quoted(state.file) + ": ";
  const std::string_view known = advice(status);
  message += known.empty() ? std::string_view(sqlite3_errmsg(state.connection)) : known;
  const int system = sqlite3_system_errno(state.connection);
  const int primary = status & 0xff;
  if (system != 0 && (primary == SQLITE_CANTOPEN || primary == SQLITE_IOERR)) {
    message += std::string(" (") + std::strerror(system) + ")";
  }
  return infrastructure_error(std::move(message));
}

// As a URI, so that a question mark or a percent sign in a name stays one.
std::string uri_of(const fs::path& file, std::string_view parameters) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char c : file.string()) {
    const unsigned char byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= '0' && byte <= '9') || byte == '/' || byte == '.' ||
                       byte == '_' || byte == '-';
    if (plain) {
      uri += c;
    } else {
      uri += '%';
      uri += kDigits[byte >> 4];
      uri += kDigits[byte & 15];
    }
  }
  return uri.append(parameters);
}

Result<void> check_openable(const fs::path& file, Database::Mode mode) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (fs::is_directory(status)) {
    return usage_error(quoted(file) + ": is a folder; a Store is a file in one, e.g. assay.db");
  }
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    return usage_error(quoted(file) + ": is not a regular file");
  }
  if (fs::exists(status)) return {};
  if (mode == Database::Mode::read_only) {
    return usage_error(quoted(file) + ": no such Store; 'assay run' makes one");
  }
  const fs::path folder = file.parent_path();
  if (!folder.empty()) fs::create_directories(folder, error);
  if (!folder.empty() && !fs::is_directory(folder)) {
    return infrastructure_error(quoted(file) + ": cannot make its folder: " + error.message());
  }
  return {};
}

// A connection that can read; nothing opens a file of a WAL database read-only
// in a folder where its index cannot be made, unless it is declared immutable.
// That is safe exactly when no writer left a log: on read-only media.
int open_connection(DatabaseState& state, Database::Mode mode) {
  const int common = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const bool writes = mode == Database::Mode::read_write;
  const int flags =
      common | (writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
  int status = sqlite3_open_v2(uri_of(state.file, "").c_str(), &state.connection, flags, nullptr);
  if (status != SQLITE_OK || writes) return status;
  const auto readable = [&] {
    return sqlite3_exec(state.connection, "PRAGMA schema_version", nullptr, nullptr, nullptr);
  };
  status = readable();
  const int primary = status & 0xff;
  fs::path log = state.file;
  log += "-wal";
  std::error_code error;
  if ((primary != SQLITE_CANTOPEN && primary != SQLITE_READONLY) || fs::exists(log, error)) {
    return SQLITE_OK;  // other troubles are found by the first query
  }
  sqlite3_close_v2(state.connection);
  return sqlite3_open_v2(uri_of(state.file, "?immutable=1").c_str(), &state.connection, flags,
                         nullptr);
}

}  // namespace

Rows::~Rows() { sqlite3_reset(statement_); }

Result<bool> Rows::next() {
  if (bind_status_ != SQLITE_OK) return failure(*state_, bind_status_);
  const int status = sqlite3_step(statement_);
  if (status == SQLITE_ROW) return true;
  if (status == SQLITE_DONE) return false;
  return failure(*state_, status);
}

bool Rows::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Rows::integer(int column) const { return sqlite3_column_int64(statement_, column); }

double Rows::real(int column) const { return sqlite3_column_double(statement_, column); }

std::string_view Rows::text(int column) const {
  // The pointer first: asking for it may convert, and the length is then its.
  const unsigned char* data = sqlite3_column_text(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  if (data == nullptr) return {};
  return {reinterpret_cast<const char*>(data), static_cast<std::size_t>(size)};
}

std::string_view Rows::blob(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

std::optional<std::int64_t> Rows::optional_integer(int column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)), state_(other.state_) {}

Statement::~Statement() { sqlite3_finalize(statement_); }

int Statement::bind(int index, std::int64_t value) {
  return sqlite3_bind_int64(statement_, index, value);
}

int Statement::bind(int index, double value) {
  return sqlite3_bind_double(statement_, index, value);
}

int Statement::bind(int index, std::string_view text) {
  // A null pointer would be NULL: the empty string has an address too.
  return sqlite3_bind_text64(statement_, index, text.data() == nullptr ? "" : text.data(),
                             text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

int Statement::bind(int index, Blob blob) {
  return sqlite3_bind_blob64(statement_, index, blob.bytes.data(), blob.bytes.size(),
                             SQLITE_STATIC);
}

int Statement::bind_null(int index) { return sqlite3_bind_null(statement_, index); }

Database::Database(std::unique_ptr<DatabaseState> state) : state_(std::move(state)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const fs::path& file, Mode mode) {
  ASSAY_CHECK(check_openable(file, mode));
  auto state = std::make_unique<DatabaseState>();
  state->file = file;
  const int status = open_connection(*state, mode);
  if (status != SQLITE_OK) return failure(*state, status);
  sqlite3_busy_handler(state->connection, wait_for_other_writer, nullptr);
  // A Store may come from a stranger: its schema may not call functions with
  // effects, nor may SQL write to SQLite's own tables.
  sqlite3_db_config(state->connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(state->connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // SQLite opens what it may not write for reading instead, without a word.
  if (mode == Mode::read_write && sqlite3_db_readonly(state->connection, "main") == 1) {
    return failure(*state, SQLITE_READONLY);
  }
  return Database(std::move(state));
}

const fs::path& Database::file() const { return state_->file; }

Result<void> Database::execute(const std::string& sql) {
  const int status =
      sqlite3_exec(state_->connection, sql.c_str(), nullptr, nullptr, nullptr);
  if (status != SQLITE_OK) return failure(*state_, status);
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int status = sqlite3_prepare_v3(state_->connection, sql.data(),
                                        static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                        &statement, nullptr);
  if (status != SQLITE_OK) return failure(*state_, status);
  return Statement(statement, state_.get());
}

Result<Statement*> Database::cached(const char* sql) {
  const auto found = state_->statements.find(sql);
  if (found != state_->statements.end()) return &found->second;
  ASSAY_TRY(Statement statement, prepare(sql));
  return &state_->statements.emplace(sql, std::move(statement)).first->second;
}

Result<std::int64_t> Database::integer(const char* sql) {
  ASSAY_TRY(Statement statement, prepare(sql));
  Rows rows = statement.query();
  ASSAY_TRY(const bool found, rows.next());
  return found ? rows.integer(0) : 0;
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(state_->connection) == 0; }

void Database::roll_back() {
  // A full disk has rolled back by itself.
  if (in_transaction()) sqlite3_exec(state_->connection, "ROLLBACK", nullptr, nullptr, nullptr);
}

std::int64_t Database::last_insert_row() const {
  return sqlite3_last_insert_rowid(state_->connection);
}

std::int64_t Database::changes() const { return sqlite3_changes64(state_->connection); }

tl::unexpected<Error> Database::damaged(std::string_view what) const {
  return infrastructure_error(quoted(state_->file) + ": the Store is damaged: " +
                              excerpt(what, 300));
}

}  // namespace assay
