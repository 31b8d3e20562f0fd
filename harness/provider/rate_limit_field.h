// The RateLimit header of the IETF's drafts, in the forms that servers send:
// `limit=10, remaining=0, reset=2` (draft 03 to 07), `"default";r=0;t=2` (draft 8
// on, one item a quota), and `r=0;t=2` without the name. Inside provider/.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/clock.h"

namespace assay {

struct RateLimitItem {
  std::string name;  // in lower case; "" when it has none
  std::optional<std::int64_t> limit;
  std::optional<std::int64_t> remaining;
  std::optional<Nanoseconds> reset;
};

// A quota: digits to the end of `text`. Above a trillion it binds nobody, and
// would overflow the pacer's sums: nothing, as for what is no number.
std::optional<std::int64_t> parse_quota(std::string_view text);

std::vector<RateLimitItem> parse_rate_limit_field(std::string_view value);

}  // namespace assay
