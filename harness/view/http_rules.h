// What the server makes of a request's headers.
#pragma once

#include <cstdint>
#include <string_view>

namespace assay {

// Whether a Host header names this machine's loopback and `port`. A page of
// another site whose name was made to resolve to 127.0.0.1 ("DNS rebinding") asks
// under its own name, and must not read anything.
bool is_own_host(std::string_view host, std::uint16_t port);

// Whether an Origin header names a page of such a host: what a form or a script of another
// site sends has that site's, and "null" is anybody's.
bool is_own_origin(std::string_view origin, std::uint16_t port);

// Whether a Content-Type header is JSON's, which a page of another site cannot send without
// asking first (Fetch, "CORS-safelisted request-header").
bool is_json(std::string_view content_type);

// Whether an Accept-Encoding header allows "deflate" (RFC 9110, section 12.5.3).
bool accepts_deflate(std::string_view accept_encoding);

}  // namespace assay
