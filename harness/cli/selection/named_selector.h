// A selector as the command line names it: "model=old,temperature=0".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/report/manifest/manifest.h"
#include "harness/suite/suite.h"

namespace assay {

// Nothing for a text that is written in another way. A usage error for a key that no
// variant of `run` has, or a value that fits none, says what there is instead.
Result<std::optional<Selector>> named_selector(const std::string& text, const std::string& run,
                                               const Manifest& manifest);

// "a, b, c and 3 more"
std::string listed(const std::vector<std::string>& names);

}  // namespace assay
