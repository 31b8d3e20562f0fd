// What `assay list` knows by name, for completion.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/cli/options/options.h"

namespace assay {

std::vector<std::string> list_kinds();  // "runs", "metrics", ...
// Names of one kind, as the list has them; none where they cannot be had (no Store).
std::vector<std::string> listed_names(std::string_view kind, const Options& options);

}  // namespace assay
