// Secrets are redacted by value, at every sink: whatever text leaves the
// program (terminal, Store, reports, errors) passes through redact().
#pragma once

#include <string>
#include <string_view>

namespace assay {

// Registers a secret that the program loaded, under the name shown instead of
// it. Its base64 and URL-encoded forms are covered too. Secrets shorter than 6
// bytes are ignored: replacing them would garble ordinary text. Thread-safe.
void register_secret(std::string_view name, std::string_view value);

// `text` with every registered secret replaced by "[REDACTED:name]".
std::string redact(std::string_view text);
// Whether redact() would change `text`. Cheap when there is nothing to hide.
bool contains_secret(std::string_view text);

void forget_secrets();  // for tests

}  // namespace assay
