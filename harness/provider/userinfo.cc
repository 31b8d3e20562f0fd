#include "harness/provider/userinfo.h"

#include <algorithm>
#include <string>

#include "harness/base/redact.h"

namespace assay {

Result<void> register_userinfo(std::string_view name, std::string_view url) {
  if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) {
    url.remove_prefix(scheme + 3);
  }
  url = url.substr(0, url.find_first_of("/?#"));
  const std::size_t at = url.rfind('@');
  if (at == std::string_view::npos) return {};
  url = url.substr(0, at);
  const std::string_view user = url.substr(0, url.find(':'));
  const std::string_view password = url.substr(std::min(url.size(), user.size() + 1));
  if (!password.empty()) {
    const Result<void> registered = register_secret(name, password);
    if (registered) return {};
    return usage_error("the password in " + std::string(name) + ": " + registered.error().message);
  }
  return user.size() < kShortestSecret ? Result<void>() : register_secret(name, user);
}

}  // namespace assay
