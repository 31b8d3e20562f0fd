// Folders that what runs leave goes into.
#pragma once

#include <filesystem>

#include "harness/base/result.h"

namespace assay {

// Makes it where it is missing, with the folders above it; a usage error where that
// cannot be. A folder that is made here ignores itself in git (a .gitignore of `*`), as
// what is in it is no source; one that is there already is left as it is.
Result<void> make_results_folder(const std::filesystem::path& folder);

}  // namespace assay
