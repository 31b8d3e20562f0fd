// Whether a Store's file is whole, whatever its rows say.
#pragma once

#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/store/sqlite.h"

namespace assay {

// What SQLite finds wrong with the file's pages and indexes, `most` of it, and pages that
// no table, index or free list leads to: SQLite passes over those, and they are where the
// rows went that a lost page led to. Empty: nothing. Reads the whole file.
Result<std::vector<std::string>> structural_damage(Database& database, int most);

}  // namespace assay
