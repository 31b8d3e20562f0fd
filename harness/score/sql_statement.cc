#include "harness/score/sql_statement.h"

#include <fmt/format.h>
#include <pg_query.h>

#include <optional>
#include <string>

#include "harness/base/text.h"

namespace assay {
namespace {

// Comments alone are no statement, and no error of the parser's either.
bool has_statement(const std::string& text) {
  const PgQuerySplitResult split = pg_query_split_with_scanner(text.c_str());
  const bool has = split.error == nullptr && split.n_stmts > 0;
  pg_query_free_split_result(split);
  return has;
}

}  // namespace

SyntaxVerdict check_sql(std::string_view text) {
  text = trim(text);
  if (text.empty()) return SyntaxVerdict::no("it is empty");
  if (text.size() > kMostSql) {
    return SyntaxVerdict::unable(fmt::format("it is longer than {} KiB", kMostSql / 1024));
  }
  if (text.find('\0') != text.npos) return SyntaxVerdict::no("it holds a NUL character");
  const std::string query = to_valid_utf8(text);
  // pg_query_parse() would point stderr elsewhere for a while, for the whole program.
  const PgQueryNormalizeResult parsed = pg_query_normalize(query.c_str());
  std::optional<SyntaxVerdict> wrong;
  if (parsed.error != nullptr) {
    const std::string_view message = parsed.error->message;
    // The grammar's stack is bounded: 10,000 symbols.
    wrong = message.starts_with("memory exhausted")
                ? SyntaxVerdict::unable("it is nested too deeply to be read")
                : SyntaxVerdict::no(fmt::format("it is no SQL of PostgreSQL: {} (character {})",
                                                excerpt(message, 120), parsed.error->cursorpos));
  }
  pg_query_free_normalize_result(parsed);
  if (wrong) return *wrong;
  return has_statement(query) ? SyntaxVerdict::yes() : SyntaxVerdict::no("it has no statement");
}

}  // namespace assay
