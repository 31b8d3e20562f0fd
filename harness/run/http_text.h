// Small questions about requests that a transport asks, without its library.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/provider/http.h"

namespace assay {

// "localhost", "*.localhost", 127.0.0.0/8, "[::1]": never through a proxy.
bool is_loopback_host(std::string_view host);

// Whether the environment names a proxy in any variable that curl reads.
bool proxy_in_environment();
// Registers the passwords of those for redaction. A usage error names one that is too short.
Result<void> register_proxy_passwords();

// Headers as curl takes them, with what it would add by itself switched off.
// Nothing when a name or value holds a line break or NUL: it would be a header
// of its own making.
std::optional<std::vector<std::string>> header_lines(const Headers& headers);

std::size_t hash_headers(const Headers& headers);
bool same_headers(const Headers& a, const Headers& b);

}  // namespace assay
