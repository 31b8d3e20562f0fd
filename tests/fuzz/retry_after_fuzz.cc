// Headers as a server sends them, a "name: value" a line: a wait within the
// bounds, or none. The first line's value is also tried in every known header.
#include "harness/base/text.h"
#include "harness/provider/retry_after.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

constexpr const char* kHeaders[] = {"retry-after",
                                    "retry-after-ms",
                                    "x-ratelimit-reset",
                                    "x-ratelimit-reset-tokens",
                                    "x-ratelimit-reset-requests",
                                    "ratelimit"};

void read(const assay::Headers& headers) {
  const assay::WallTime now{std::chrono::seconds{1'793'000'000}};
  for (const std::optional<assay::WallTime>& wall :
       {std::optional(now), std::optional<assay::WallTime>()}) {
    for (const auto& wait :
         {assay::retry_after_in(headers, wall), assay::rate_limit_reset_in(headers, wall),
          assay::wait_in_text(headers.empty() ? "" : headers.front().value)}) {
      if (!wait) continue;
      assay::require(wait->count() >= 0 && *wait <= assay::kLongestRetryAfter);
    }
  }
}

}  // namespace

FUZZ_TARGET(retry_after) {
  assay::Headers headers;
  for (const std::string_view line : assay::split(input, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    headers.push_back(
        {std::string(line.substr(0, colon)), std::string(assay::trim(line.substr(colon + 1)))});
  }
  read(headers);
  const std::string value(input.substr(0, input.find('\n')));
  for (const char* const name : kHeaders) {
    read({{name, value},
          {"x-ratelimit-remaining-tokens", "0"},
          {"x-ratelimit-remaining-requests", "0"}});
  }
}
