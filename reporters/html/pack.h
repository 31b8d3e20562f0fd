// Bytes in a form that a page can carry.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace assay::html {

// A zlib stream (RFC 1950): what DecompressionStream calls "deflate".
std::string deflate(std::string_view bytes);
// What deflate() was given; `size` is its size.
std::string inflate(std::string_view packed, std::size_t size);
// "'sha256-…'", a Content-Security-Policy source for an inline element.
std::string csp_hash(std::string_view content);

}  // namespace assay::html
