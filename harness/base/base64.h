// Base64 with padding (RFC 4648, section 4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay {

// At most 1 GiB: what OpenSSL counts in an int.
std::string to_base64(std::string_view bytes);
// Nothing for text that is not base64, or without its padding.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace assay
