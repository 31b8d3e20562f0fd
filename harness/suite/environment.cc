#include "harness/suite/environment.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <utility>

#include "harness/base/redact.h"
#include "harness/base/text.h"

namespace assay {
namespace {

bool is_variable_name(std::string_view name) {
  return !name.empty() && !(name.front() >= '0' && name.front() <= '9') &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_';
         });
}

// "8080" in "http://127.0.0.1:8080/v1", which stands between `before` and `after`.
bool is_port(std::string_view value, std::string_view before, std::string_view after) {
  return value.size() <= 5 && parse_integer(value).value_or(-1) > 0 && before.ends_with(':') &&
         before.find("//") != std::string_view::npos && (after.empty() || after.starts_with('/'));
}

// What a variable holds is a secret for all that anybody knows.
Result<void> keep_secret(std::string_view name, std::string_view value, std::string_view before,
                         std::string_view after) {
  if (value.empty() || is_port(value, before, after)) return {};
  const Result<void> registered = register_secret(name, value);
  if (registered) return {};
  return usage_error(registered.error().message + "; where it is no secret, write it out");
}

}  // namespace

Environment process_environment() {
  std::map<std::string, std::string, std::less<>> variables;
  for (char** each = environ; each != nullptr && *each != nullptr; ++each) {
    const std::string_view entry = *each;
    const std::size_t equals = entry.find('=');
    if (equals == std::string_view::npos) continue;
    variables.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return [variables = std::move(variables)](std::string_view name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::optional<std::string>() : found->second;
  };
}

Result<std::string> expand_environment(std::string_view text, const Environment& environment) {
  std::string out;
  while (true) {
    const std::size_t open = text.find("${");
    out += text.substr(0, open);
    if (open == std::string_view::npos) return out;
    const std::size_t close = text.find('}', open);
    const std::string_view name =
        close == std::string_view::npos ? "" : text.substr(open + 2, close - open - 2);
    if (!is_variable_name(name)) {
      return usage_error(fmt::format("'{}' is no ${{VARIABLE}}", excerpt(text.substr(open), 40)));
    }
    const std::optional<std::string> value = environment(name);
    if (!value) {
      return usage_error(fmt::format("the environment variable {} is not set", name));
    }
    text.remove_prefix(close + 1);
    ASSAY_CHECK(keep_secret(name, *value, out, text));
    out += *value;
  }
}

}  // namespace assay
