#include "harness/provider/rate_limit_field.h"

#include <algorithm>
#include <utility>

#include "harness/base/text.h"
#include "harness/provider/retry_after.h"

namespace assay {
namespace {

constexpr std::size_t kMostItems = 16;

std::string_view unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return text;
  return text.substr(1, text.size() - 2);
}

// One `key=value` of an item; a text without '=' is its name.
void read_part(std::string_view part, RateLimitItem& item) {
  const std::size_t equals = part.find('=');
  const std::string key = to_lower_ascii(trim(part.substr(0, equals)));
  if (equals == std::string_view::npos) {
    if (item.name.empty()) item.name = std::string(unquoted(key));
    return;
  }
  const std::string_view value = unquoted(trim(part.substr(equals + 1)));
  if (key == "limit" || key == "q") item.limit = parse_quota(value);
  if (key == "remaining" || key == "r") item.remaining = parse_quota(value);
  if (key == "reset" || key == "t") item.reset = parse_seconds(value);
}

// The next piece of `text` up to one of `separators` outside quotes.
std::string_view take_piece(std::string_view& text, char separator) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    if (text[end] == '"') quoted = !quoted;
    if (text[end] == separator && !quoted) break;
  }
  const std::string_view piece = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return piece;
}

}  // namespace

std::optional<std::int64_t> parse_quota(std::string_view text) {
  constexpr long long kLargestQuota = 1'000'000'000'000;
  const std::optional<long long> value = parse_integer(text);
  if (!value || *value < 0 || *value > kLargestQuota) return std::nullopt;
  return *value;
}

std::vector<RateLimitItem> parse_rate_limit_field(std::string_view value) {
  std::vector<RateLimitItem> items;
  RateLimitItem dictionary;  // the older form: one quota, its members between commas
  while (!value.empty() && items.size() < kMostItems) {
    std::string_view rest = take_piece(value, ',');
    const bool is_member = rest.find(';') == std::string_view::npos;
    RateLimitItem item;
    while (!rest.empty()) read_part(take_piece(rest, ';'), is_member ? dictionary : item);
    if (!is_member) items.push_back(std::move(item));
  }
  if (dictionary.remaining || dictionary.reset) items.push_back(std::move(dictionary));
  return items;
}

}  // namespace assay
