// What the server makes of a request's headers.
#pragma once

#include <cstdint>
#include <string_view>

namespace assay {

// Whether a Host header names this machine's loopback and `port`. A page of
// another site whose name was made to resolve to 127.0.0.1 ("DNS rebinding") asks
// under its own name, and must not read anything.
bool is_own_host(std::string_view host, std::uint16_t port);

// Whether an Accept-Encoding header allows "deflate" (RFC 9110, section 12.5.3).
bool accepts_deflate(std::string_view accept_encoding);

}  // namespace assay
