#include "harness/provider/rate_limits.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "harness/base/text.h"
#include "harness/provider/rate_limit_field.h"
#include "harness/provider/retry_after.h"

namespace assay {
namespace {

enum class Part { limit, remaining, reset };

struct HeaderName {
  Part part;
  std::string_view resource;  // "", "requests", "tokens", "input-tokens", "output-tokens"
};

bool starts_with_ignoring_case(std::string_view text, std::string_view lower_prefix) {
  if (text.size() < lower_prefix.size()) return false;
  for (std::size_t i = 0; i < lower_prefix.size(); ++i) {
    const char c = text[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != lower_prefix[i]) {
      return false;
    }
  }
  return true;
}

std::size_t family_length(std::string_view name) {
  for (const std::string_view prefix :
       {std::string_view("x-ratelimit-"), std::string_view("anthropic-ratelimit-"),
        std::string_view("ratelimit-")}) {
    if (starts_with_ignoring_case(name, prefix)) return prefix.size();
  }
  return 0;
}

// "limit-requests" (OpenAI), "requests-limit" (Anthropic) and "limit" (others)
// say the same. `rest` is in lower case.
std::optional<HeaderName> name_after_family(std::string_view rest) {
  constexpr std::pair<std::string_view, Part> kParts[] = {
      {"limit", Part::limit}, {"remaining", Part::remaining}, {"reset", Part::reset}};
  for (const auto& [word, part] : kParts) {
    if (rest == word) return HeaderName{part, ""};
    if (rest.size() <= word.size() + 1) continue;
    const std::size_t others = rest.size() - word.size() - 1;
    if (rest.starts_with(word) && rest[word.size()] == '-') {
      return HeaderName{part, rest.substr(word.size() + 1)};
    }
    if (rest.ends_with(word) && rest[others] == '-')
      return HeaderName{part, rest.substr(0, others)};
  }
  return std::nullopt;
}

struct Gathered {
  std::optional<std::int64_t> limit;
  std::optional<std::int64_t> remaining;
  std::optional<Nanoseconds> reset;

  std::optional<RateWindow> window() const {
    if (!limit || !remaining || !reset || *limit < 1 || *remaining < 0) return std::nullopt;
    return RateWindow{*limit, std::min(*limit, *remaining), *reset};
  }
};

// The IETF's form may go on: "100, 100;w=60".
std::optional<std::int64_t> first_quota(std::string_view text) {
  return parse_quota(trim(text.substr(0, text.find_first_of(",;"))));
}

std::optional<WallTime> date_in(const Headers& headers) {
  const Header* const date = find_header(headers, "date");
  return date == nullptr ? std::nullopt : parse_http_date(date->value);
}

constexpr std::array<std::string_view, 4> kResources = {"requests", "tokens", "input-tokens",
                                                        "output-tokens"};
using Quotas = std::array<Gathered, kResources.size()>;

Gathered* quota_named(Quotas& quotas, std::string_view resource) {
  if (resource.empty()) return &quotas[0];  // a quota without a name counts requests
  const auto* const found = std::find(kResources.begin(), kResources.end(), resource);
  return found == kResources.end() ? nullptr
                                   : &quotas[static_cast<std::size_t>(found - kResources.begin())];
}

// Of several quotas of one resource, the one that is nearest to its end.
void take_rate_limit_field(std::string_view value, Quotas& quotas) {
  for (const RateLimitItem& item : parse_rate_limit_field(value)) {
    const bool of_tokens = item.name.find("token") != std::string::npos;
    Gathered& quota = *quota_named(quotas, of_tokens ? "tokens" : "requests");
    const bool nearer = !quota.remaining || item.remaining < quota.remaining ||
                        (item.remaining == quota.remaining && item.reset > quota.reset);
    if (item.remaining && nearer) quota = {item.limit, item.remaining, item.reset};
  }
}

// Nothing where no header is of any family: most replies have none.
std::optional<Quotas> gather(const Headers& headers, const std::optional<WallTime>& wall) {
  std::optional<Quotas> quotas;
  std::optional<WallTime> server_wall;
  for (const Header& header : headers) {
    if (equals_ignoring_ascii_case(header.name, "ratelimit")) {
      if (!quotas) quotas.emplace();
      take_rate_limit_field(header.value, *quotas);
      continue;
    }
    const std::size_t family = family_length(header.name);
    if (family == 0) continue;
    const std::string rest = to_lower_ascii(std::string_view(header.name).substr(family));
    const std::optional<HeaderName> name = name_after_family(rest);
    if (!name) continue;
    if (!quotas) quotas.emplace();
    if (!server_wall) server_wall = date_in(headers);
    if (!server_wall) server_wall = wall;
    Gathered* const quota = quota_named(*quotas, name->resource);
    if (quota == nullptr) continue;
    if (name->part == Part::limit) quota->limit = first_quota(header.value);
    if (name->part == Part::remaining) quota->remaining = first_quota(header.value);
    if (name->part == Part::reset) quota->reset = parse_reset(header.value, server_wall);
  }
  return quotas;
}

}  // namespace

std::optional<Nanoseconds> parse_reset(std::string_view text, const std::optional<WallTime>& wall) {
  text = trim(text);
  if (text.ends_with('Z')) {
    const std::string whole_seconds = std::string(text.substr(0, text.find_first_of(".Z"))) + 'Z';
    return wait_until(from_rfc3339(whole_seconds), wall);
  }
  if (const auto seconds = parse_number(text)) {
    if (const std::optional<WallTime> epoch = parse_epoch(text)) return wait_until(epoch, wall);
    return duration_from_seconds(*seconds);
  }
  return parse_go_duration(text);
}

RateLimits rate_limits_in(const Headers& headers, WallTime wall) {
  const std::optional<Quotas> quotas = gather(headers, wall);
  if (!quotas) return {};
  const auto& [requests, tokens, input_tokens, output_tokens] = *quotas;
  return {requests.window(), tokens.window(), input_tokens.window(), output_tokens.window()};
}

std::optional<Nanoseconds> exhausted_for(const Headers& headers,
                                         const std::optional<WallTime>& wall) {
  std::optional<Nanoseconds> longest;
  const std::optional<Quotas> quotas = gather(headers, wall);
  if (!quotas) return longest;
  for (const Gathered& quota : *quotas) {
    if (quota.remaining != 0 || !quota.reset) continue;
    longest = std::max(longest.value_or(Nanoseconds{0}), *quota.reset);
  }
  return longest;
}

}  // namespace assay
