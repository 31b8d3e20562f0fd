#include "harness/run/http_text.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "harness/base/random.h"
#include "harness/provider/userinfo.h"

namespace assay {
namespace {

constexpr std::array kProxyNames{"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
                                 "ALL_PROXY"};

std::string_view variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool is_one_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

bool is_digits_and_dots(std::string_view text) {
  return text.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace

bool is_loopback_host(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost") || host == "[::1]" ||
         (host.starts_with("127.") && is_digits_and_dots(host));
}

bool proxy_in_environment() {
  return std::any_of(kProxyNames.begin(), kProxyNames.end(),
                     [](const char* name) { return !variable(name).empty(); });
}

Result<void> register_proxy_passwords() {
  for (const char* const name : kProxyNames) {
    ASSAY_CHECK(register_userinfo(name, variable(name)));
  }
  return {};
}

std::optional<std::vector<std::string>> header_lines(const Headers& headers) {
  // Without this one curl asks leave ("100-continue") to send larger bodies and
  // waits up to a second for it.
  std::vector<std::string> lines{"Expect:"};
  for (const Header& header : headers) {
    if (!is_one_line(header.name) || !is_one_line(header.value)) return std::nullopt;
    lines.push_back(header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
  }
  return lines;
}

std::size_t hash_headers(const Headers& headers) {
  std::uint64_t hash = headers.size();
  for (const Header& header : headers) hash = hash_text(header.value, hash_text(header.name, hash));
  return static_cast<std::size_t>(hash);
}

bool same_headers(const Headers& a, const Headers& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Header& x, const Header& y) {
    return x.name == y.name && x.value == y.value;
  });
}

}  // namespace assay
