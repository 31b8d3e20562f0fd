// SQL, as PostgreSQL's own parser reads it (libpg_query).
#pragma once

#include <cstddef>
#include <string_view>

#include "harness/score/syntax_verdict.h"

namespace assay {

// A longer text is not read: what it nests is on the stack of whoever reads it.
inline constexpr std::size_t kMostSql = 16 * 1024;

// Whether the text is one statement or several of PostgreSQL's SQL. Whether their
// tables and columns exist is not asked.
SyntaxVerdict check_sql(std::string_view text);

}  // namespace assay
