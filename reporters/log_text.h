// Reports that may go to stdout (-o json=-) are read by a terminal or a CI runner
// before any parser: what those would act on is spelt as the format's own escape,
// which leaves the value the same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace assay {

// Appends `code_point` as an escape of the format: "\u009b", "&#x9B;".
using Spelling = void (*)(std::string& out, std::int32_t code_point);

// `utf8` with terminal controls (harness/base/text.h) and a character of each CI
// command (`::`, `##`) spelt out. Valid UTF-8 stays valid.
std::string spelt_for_logs(std::string_view utf8, Spelling spell);

}  // namespace assay
