#include "harness/view/http_rules.h"

#include <string>

#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::uint16_t kUsualPort = 80;  // which browsers leave out

// "q=0", "q=0.0", "q=0.000" with spaces around.
bool forbids(std::string_view parameter) {
  const std::string lower = to_lower_ascii(trim(parameter));
  return lower.starts_with("q=0") && lower.find_first_not_of("0.", 2) == std::string::npos;
}

}  // namespace

bool is_own_host(std::string_view host, std::uint16_t port) {
  for (const std::string_view name : {"127.0.0.1", "localhost", "[::1]"}) {
    if (equals_ignoring_ascii_case(host, std::string(name) + ":" + std::to_string(port)))
      return true;
    if (port == kUsualPort && equals_ignoring_ascii_case(host, name)) return true;
  }
  return false;
}

bool is_own_origin(std::string_view origin, std::uint16_t port) {
  constexpr std::string_view kScheme = "http://";
  return origin.starts_with(kScheme) && is_own_host(origin.substr(kScheme.size()), port);
}

bool is_json(std::string_view content_type) {
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  return equals_ignoring_ascii_case(trim(type), "application/json");
}

bool accepts_deflate(std::string_view accept_encoding) {
  for (const std::string_view coding : split(accept_encoding, ',')) {
    const std::size_t semicolon = coding.find(';');
    if (!equals_ignoring_ascii_case(trim(coding.substr(0, semicolon)), "deflate")) continue;
    return semicolon == std::string_view::npos || !forbids(coding.substr(semicolon + 1));
  }
  return false;
}

}  // namespace assay
