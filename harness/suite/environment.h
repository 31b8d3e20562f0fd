// ${VAR} in the `providers:` of a suite, and nowhere else.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/result.h"

namespace assay {

// The value of an environment variable, or nothing when it is not set.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

// The process's own, as it is now: getenv() looks through all of it for each name.
Environment process_environment();

// `text` with every ${NAME} replaced; a `$` before anything else stays. Values
// are not expanded again, and each is registered for redaction, wherever it is
// put. A usage error names a variable that is not set or too short to be
// redacted, or a "${" that is no variable.
Result<std::string> expand_environment(std::string_view text, const Environment& environment);

}  // namespace assay
