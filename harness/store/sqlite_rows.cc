// Statements, their rows, and errors.
#include <cstring>
#include <string>
#include <utility>

#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "harness/store/sqlite_state.h"

namespace assay {
namespace {

// What the user is told for SQLite's status; nothing for an unusual one.
std::string_view advice(int status) {
  switch (status & 0xff) {
    case SQLITE_FULL:
      ASSAY_MARK("store.disk_full");
      return "the disk is full; free some space, then --resume the run";
    case SQLITE_IOERR:
      ASSAY_MARK("store.io_error");
      return "disk I/O error: no room, a limit on file sizes, or a broken disk; mend it, then "
             "--resume the run";
    case SQLITE_READONLY:
      return "the file or its folder is read-only";
    case SQLITE_NOTADB:
      ASSAY_MARK("store.no_database");
      return "not an SQLite database; move it away or name another file";
    case SQLITE_CORRUPT:
      ASSAY_MARK("store.pages_damaged");
      return "the database is damaged; restore a copy, or save what is readable with "
             "'sqlite3 FILE .recover'";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another process has kept the database locked for too long";
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return "permission denied";
    case SQLITE_TOOBIG:
      return "a record is too large for the database";
    default:
      return {};
  }
}

// Connections have no mutex (SQLITE_OPEN_NOMUTEX), so that a column's value may be read
// like an argument's.
void add_value(RowSum& sum, sqlite3_value* value) {
  const auto bytes = [value](const void* data) {
    const auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
    return data == nullptr ? std::string_view()
                           : std::string_view(static_cast<const char*>(data), size);
  };
  switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
      return sum.add(std::int64_t{sqlite3_value_int64(value)});
    case SQLITE_FLOAT:
      return sum.add(sqlite3_value_double(value));
    case SQLITE_TEXT:
      return sum.add(bytes(sqlite3_value_text(value)));
    case SQLITE_BLOB:
      return sum.add(Blob{bytes(sqlite3_value_blob(value))});
    default:
      return sum.add_null();
  }
}

}  // namespace

tl::unexpected<Error> failure(const DatabaseState& state, int status) {
  std::string message = excerpt(state.file.string(), 300) + ": ";
  if ((status & 0xff) == SQLITE_BUSY && state.is_called_off()) {
    message += "interrupted while another process had it locked; what was not written is lost";
    return tl::unexpected(Error{ErrorKind::interrupted, std::move(message)});
  }
  const std::string_view known = advice(status);
  message += known.empty() ? std::string_view(sqlite3_errmsg(state.connection)) : known;
  const int system = sqlite3_system_errno(state.connection);
  const int primary = status & 0xff;
  if (system != 0 && (primary == SQLITE_CANTOPEN || primary == SQLITE_IOERR)) {
    message += std::string(" (") + std::strerror(system) + ")";
  }
  return infrastructure_error(std::move(message));
}

void row_sum_function(sqlite3_context* context, int count, sqlite3_value** values) {
  RowSum sum;
  for (int i = 0; i < count; ++i) add_value(sum, values[i]);
  sqlite3_result_int64(context, sum.value());
}

Rows::~Rows() {
  sqlite3_reset(statement_);
}

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

std::int64_t Rows::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

double Rows::real(int column) const {
  return sqlite3_column_double(statement_, column);
}

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

void Rows::add_to(RowSum& sum, int first_column, int count) const {
  for (int i = 0; i < count; ++i)
    add_value(sum, sqlite3_column_value(statement_, first_column + i));
}

Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)), state_(other.state_) {}

Statement::~Statement() {
  sqlite3_finalize(statement_);
}

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

int Statement::bind_null(int index) {
  return sqlite3_bind_null(statement_, index);
}

}  // namespace assay
