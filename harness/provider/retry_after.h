// When a server says to come back, in every form (docs/protocols.md, "Retry-After").
// Nothing for what is negative, junk, or of an unknown unit; a demand longer than
// kLongestRetryAfter is cut to it (the retry policy gives up long before).
#pragma once

#include <optional>
#include <string_view>

#include "harness/base/clock.h"
#include "harness/provider/http.h"

namespace assay {

inline constexpr Nanoseconds kLongestRetryAfter = std::chrono::hours{24 * 365};

// From `wall` until `then`, nothing where either is unknown; 0 for the past.
std::optional<Nanoseconds> wait_until(const std::optional<WallTime>& then,
                                      const std::optional<WallTime>& wall);
std::optional<Nanoseconds> duration_from_seconds(double seconds);
std::optional<Nanoseconds> parse_seconds(std::string_view text);      // "30", "1.5"
std::optional<Nanoseconds> parse_go_duration(std::string_view text);  // "12ms", "6m0s", "1h2m"
std::optional<WallTime> parse_http_date(std::string_view text);       // all forms of RFC 9110 5.6.7

// The Unix time of an X-RateLimit-Reset header, in seconds or in milliseconds:
// which of them is told by its size. Nothing for a number that is neither.
std::optional<WallTime> parse_epoch(std::string_view text);

// From retry-after-ms, else retry-after (seconds or HTTP-date). A date needs `wall`.
std::optional<Nanoseconds> retry_after_in(const Headers& headers,
                                          const std::optional<WallTime>& wall);

// From an error's text: "Please try again in 1m30s", "retry after 26 seconds".
std::optional<Nanoseconds> wait_in_text(std::string_view text);

// From the X-RateLimit-Reset family where its meaning is certain: an epoch or a
// duration with units, or the reset of a quota that has nothing remaining. For 429 only: other
// replies carry these headers too.
std::optional<Nanoseconds> rate_limit_reset_in(const Headers& headers,
                                               const std::optional<WallTime>& wall);

}  // namespace assay
