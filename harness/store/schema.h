// The Store's tables, and how a file of an older version becomes one of this.
// What every column means is in docs/store-schema.md.
#pragma once

#include <cstdint>
#include <span>

#include "harness/base/result.h"
#include "harness/store/sqlite.h"

namespace assay {

// "ASSY" in the file's header: tells a Store from another program's database.
inline constexpr std::int32_t kStoreApplicationId = 0x41535359;

// Step i is the SQL that makes version i + 1 of version i; version 0 is an
// empty file. Steps are appended, never edited.
std::span<const char* const> schema_steps();
extern const char kSchemaVersion4[];

// Brings the file to version steps.size(), one transaction for all steps, and
// turns on write-ahead logging. A usage error that says what to do for a newer
// version, for another program's database and, without `may_write`, for an
// older version or an empty file; those are left untouched.
enum class MayWrite { yes, no };
Result<void> ensure_schema(Database& database, std::span<const char* const> steps,
                           MayWrite may_write);

}  // namespace assay
