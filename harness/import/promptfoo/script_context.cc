#include "harness/import/promptfoo/script_context.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::string_view kContext = "context";
constexpr std::array<std::string_view, 5> kMissing = {"metadata", "providerResponse", "provider",
                                                      "logProbs", "trace"};

bool is_member_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_ascii_digit(c) || c == '_' ||
         c == '$';
}

// The name that `.x`, `?.x`, `['x']` or `.get('x')` at the begin of `code` reads, and what is
// behind it; "" where it reads none.
std::string_view member_at(std::string_view code, std::string_view& behind) {
  if (code.starts_with('?')) code.remove_prefix(1);
  if (code.starts_with('.')) code.remove_prefix(1);
  if (code.starts_with("get(")) code.remove_prefix(3);
  if (code.starts_with('[') || code.starts_with('(')) {
    code.remove_prefix(1);
    if (!code.starts_with('\'') && !code.starts_with('"')) return {};
    code.remove_prefix(1);
  }
  std::size_t end = 0;
  while (end < code.size() && is_member_char(code[end])) ++end;
  behind = code.substr(end);
  if (behind.starts_with('\'') || behind.starts_with('"')) behind.remove_prefix(1);
  if (behind.starts_with(']') || behind.starts_with(')')) behind.remove_prefix(1);
  return code.substr(0, end);
}

}  // namespace

std::string missing_in_context(std::string_view code) {
  for (std::size_t at = code.find(kContext); at != code.npos; at = code.find(kContext, at + 1)) {
    if (at > 0 && (is_member_char(code[at - 1]) || code[at - 1] == '.')) continue;
    std::string_view rest = code.substr(at + kContext.size());
    if (rest.empty() || std::string_view("?.[").find(rest.front()) == std::string_view::npos)
      continue;
    std::string_view behind;
    const std::string_view name = member_at(rest, behind);
    if (std::find(kMissing.begin(), kMissing.end(), name) != kMissing.end())
      return fmt::format("context.{}", name);
    if (name != "test" || behind.empty() ||
        std::string_view("?.[").find(behind.front()) == std::string_view::npos)
      continue;
    const std::string_view inner = member_at(behind, behind);
    if (!inner.empty() && inner != "vars") return fmt::format("context.test.{}", inner);
  }
  return "";
}

}  // namespace assay
