#include "harness/store/sqlite.h"

#include <ctime>
#include <utility>

#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "harness/store/sqlite_state.h"
#include "harness/store/store_path.h"

namespace assay {

namespace fs = std::filesystem;

DatabaseState::~DatabaseState() {
  statements.clear();  // before the connection that they belong to
  // At its end SQLite removes the log by its name, which may be another's by now.
  if (connection != nullptr && !displaced().empty()) {
    int keep = 1;
    sqlite3_file_control(connection, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
  }
  sqlite3_close_v2(connection);
}

std::string_view DatabaseState::displaced() {
  const std::optional<FileIdentity> now = FileIdentity::of(file);
  if (!now) {
    ASSAY_MARK("store.gone");
    return "was deleted or renamed";
  }
  if (now != identity) {
    ASSAY_MARK("store.replaced");
    return "was replaced by another file";
  }
  // A connection keeps its log for as long as it lives.
  const std::optional<FileIdentity> log_now = FileIdentity::of(log_of_store(real_file));
  if (log && log_now != log) {
    ASSAY_MARK("store.log_lost");
    return "has lost its log (the file beside it that ends in -wal)";
  }
  log = log_now;
  return "";
}

bool DatabaseState::is_called_off() const {
  return signals != nullptr && signals->load(std::memory_order_relaxed) > 1;
}

namespace {

std::string quoted(const fs::path& file) {
  return excerpt(file.string(), 300);
}

// Polls at random intervals near a millisecond: SQLite's own handler backs off
// to 100 ms and then seldom meets the gap between two group commits of a busy
// writer in another process.
int wait_for_other_writer(void* state, int calls) {
  constexpr int kMeanWaitMs = 1;
  if (static_cast<DatabaseState*>(state)->is_called_off()) {
    ASSAY_MARK("store.wait_called_off");
    return 0;
  }
  ASSAY_MARK("store.locked_by_another");
  if (calls * kMeanWaitMs > kBusyTimeoutMs) return 0;
  std::uint8_t noise = 0;
  sqlite3_randomness(sizeof noise, &noise);
  constexpr int kNanosecondsAStep = 1'000'000 * kMeanWaitMs * 2 / 256;
  const timespec pause{0, kNanosecondsAStep * (noise + 1)};
  nanosleep(&pause, nullptr);
  return 1;
}

// As a URI, so that a question mark or a percent sign in a name stays one.
std::string uri_of(const fs::path& file, std::string_view parameters) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char c : file.string()) {
    const unsigned char byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= '0' && byte <= '9') || byte == '/' || byte == '.' || byte == '_' ||
                       byte == '-';
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

Result<void> check_openable(const fs::path& file, const fs::path& real, Database::Mode mode) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (fs::is_directory(status)) {
    ASSAY_MARK("store.folder_refused");
    return usage_error(quoted(file) + ": is a folder; a Store is a file in one, e.g. assay.db");
  }
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    return usage_error(quoted(file) + ": is not a regular file");
  }
  if (fs::exists(status)) return check_single_name(file);
  if (mode != Database::Mode::read_write) {
    return usage_error(quoted(file) + ": no such Store; 'assay run' makes one");
  }
  return make_store_file(real);
}

// A connection that can read; nothing opens a file of a WAL database read-only
// in a folder where its index cannot be made, unless it is declared immutable.
// That is safe exactly when no writer left a log: on read-only media.
int open_connection(DatabaseState& state, Database::Mode mode) {
  const int common = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const bool writes = mode != Database::Mode::read_only;
  const int flags = common | (writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
  int status =
      sqlite3_open_v2(uri_of(state.real_file, "").c_str(), &state.connection, flags, nullptr);
  if (status != SQLITE_OK || writes) return status;
  const auto readable = [&] {
    return sqlite3_exec(state.connection, "PRAGMA schema_version", nullptr, nullptr, nullptr);
  };
  status = readable();
  const int primary = status & 0xff;
  const fs::path log = log_of_store(state.real_file);
  std::error_code error;
  if ((primary != SQLITE_CANTOPEN && primary != SQLITE_READONLY) || fs::exists(log, error)) {
    return SQLITE_OK;  // other troubles are found by the first query
  }
  sqlite3_close_v2(state.connection);
  return sqlite3_open_v2(uri_of(state.real_file, "?immutable=1").c_str(), &state.connection, flags,
                         nullptr);
}

}  // namespace

Database::Database(std::unique_ptr<DatabaseState> state) : state_(std::move(state)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const fs::path& file, Mode mode) {
  auto state = std::make_unique<DatabaseState>();
  state->file = file;
  state->real_file = real_store_path(file);
  ASSAY_CHECK(check_openable(file, state->real_file, mode));
  state->identity = FileIdentity::of(file);
  ASSAY_MARK_IF(FileIdentity::of(log_of_store(state->real_file)), "store.log_left");
  const int status = open_connection(*state, mode);
  if (status != SQLITE_OK) return failure(*state, status);
  sqlite3_busy_handler(state->connection, wait_for_other_writer, state.get());
  sqlite3_create_function_v2(state->connection, "row_sum", -1,
                             SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, nullptr,
                             row_sum_function, nullptr, nullptr, nullptr);
  // A Store may come from a stranger: its schema may not call functions with
  // effects, nor may SQL write to SQLite's own tables.
  sqlite3_db_config(state->connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(state->connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // SQLite opens what it may not write for reading instead, without a word.
  if (mode != Mode::read_only && sqlite3_db_readonly(state->connection, "main") == 1) {
    return failure(*state, SQLITE_READONLY);
  }
  return Database(std::move(state));
}

const fs::path& Database::file() const {
  return state_->file;
}
const fs::path& Database::real_file() const {
  return state_->real_file;
}

std::string_view Database::displaced() {
  return state_->displaced();
}

void Database::stop_waiting_at_second(const std::atomic<int>& signals) {
  state_->signals = &signals;
}

Result<void> Database::force_file() {
  // By SQLite's own descriptor: closing another would take its locks (fcntl(2)).
  sqlite3_file* file = nullptr;
  const int status =
      sqlite3_file_control(state_->connection, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (status == SQLITE_OK && file->pMethods->xSync(file, SQLITE_SYNC_NORMAL) == SQLITE_OK)
    return {};
  return infrastructure_error(
      quoted(state_->file) +
      ": cannot be forced to the disk; mend the disk, then --resume the run");
}

Result<void> Database::copy_into(const fs::path& empty_file) {
  ASSAY_TRY(Statement copy, prepare("VACUUM INTO ?"));
  return copy.run(std::string_view(empty_file.native()));
}

Result<void> Database::execute(const std::string& sql) {
  const int status = sqlite3_exec(state_->connection, sql.c_str(), nullptr, nullptr, nullptr);
  if (status != SQLITE_OK) return failure(*state_, status);
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int status =
      sqlite3_prepare_v3(state_->connection, sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
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

bool Database::in_transaction() const {
  return sqlite3_get_autocommit(state_->connection) == 0;
}

void Database::roll_back() {
  // A full disk has rolled back by itself.
  if (in_transaction()) sqlite3_exec(state_->connection, "ROLLBACK", nullptr, nullptr, nullptr);
}

std::int64_t Database::last_insert_row() const {
  return sqlite3_last_insert_rowid(state_->connection);
}

std::int64_t Database::changes() const {
  return sqlite3_changes64(state_->connection);
}

tl::unexpected<Error> Database::damaged(std::string_view what) const {
  ASSAY_MARK("store.damaged");
  return infrastructure_error(quoted(state_->file) + ": the Store is damaged: " +
                              excerpt(what, 300) + " ('assay store check' names all that is)");
}

}  // namespace assay
