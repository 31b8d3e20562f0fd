// Secrets are redacted by value, at every sink: whatever text leaves the
// program (terminal, Store, reports, errors) passes through redact().
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/base/result.h"

namespace assay {

// In bytes. What is shorter stands in ordinary text and in numbers: to replace it
// there would garble what a report says.
inline constexpr std::size_t kShortestSecret = 6;

// Whether the value of an environment variable of this name is one, which nobody should read in a
// report.
bool sounds_secret(std::string_view name);

// Registers a secret that the program loaded, under the name shown instead of it. The
// spellings that secret_finder.h names are covered too. A usage error says of a value
// that is too short how long it must be. Thread-safe.
[[nodiscard]] Result<void> register_secret(std::string_view name, std::string_view value);

// `text` with every registered secret replaced by "[REDACTED:name]". Linear in the text,
// however many secrets there are and whatever the text repeats.
std::string redact(std::string_view text);
// Whether redact() would change `text`. Cheap when there is nothing to hide.
bool contains_secret(std::string_view text);

void forget_secrets();  // for tests

}  // namespace assay
