// The values of JSON Schema's `format` that are checked.
#pragma once

#include <string>
#include <string_view>

namespace assay {

using FormatCheck = bool (*)(std::string_view text);

// nullptr for a format that is not checked.
FormatCheck find_format(std::string_view name);
// "date-time, date, ...", for messages.
std::string format_names();

}  // namespace assay
