// Bytes in a form that a page can carry.
#pragma once

#include <string>
#include <string_view>

namespace assay::html {

// A zlib stream (RFC 1950): what DecompressionStream calls "deflate".
std::string deflate(std::string_view bytes);
// "'sha256-…'", a Content-Security-Policy source for an inline element.
std::string csp_hash(std::string_view content);

}  // namespace assay::html
