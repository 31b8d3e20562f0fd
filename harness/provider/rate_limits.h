// What a server says of its quotas on every reply: the X-RateLimit family of
// OpenAI and its imitators, Anthropic's, and the IETF's RateLimit headers
// (docs/protocols.md, "Quota headers"; draft-ietf-httpapi-ratelimit-headers-03).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "harness/base/clock.h"
#include "harness/provider/http.h"

namespace assay {

// One quota as the server saw it when it wrote the reply's head.
struct RateWindow {
  std::int64_t limit = 0;      // at least 1
  std::int64_t remaining = 0;  // at least 0
  Nanoseconds reset{};         // until nothing of it is used any more

  friend bool operator==(const RateWindow&, const RateWindow&) = default;
};

struct RateLimits {
  std::optional<RateWindow> requests;
  std::optional<RateWindow> tokens;        // input and output together
  std::optional<RateWindow> input_tokens;  // Anthropic counts them apart as well
  std::optional<RateWindow> output_tokens;

  friend bool operator==(const RateLimits&, const RateLimits&) = default;
};

// Only quotas whose limit, remaining and reset are all there and make sense:
// a limit of 0 or -1 (Azure) is none. `wall` is for resets that are instants;
// the reply's own Date is preferred, the server's clock wrote both.
RateLimits rate_limits_in(const Headers& headers, WallTime wall);

// How long until the quotas of which nothing remains are full again, the longest
// of them; the limit itself need not be named.
std::optional<Nanoseconds> exhausted_for(const Headers& headers,
                                         const std::optional<WallTime>& wall);

// How long a reset header means, told by its form: RFC 3339, a Go duration
// ("6m0s", "12ms"), seconds ("30", "1.5"), or the Unix time in seconds or
// milliseconds. Nothing for what is negative or junk.
std::optional<Nanoseconds> parse_reset(std::string_view text, const std::optional<WallTime>& wall);

}  // namespace assay
