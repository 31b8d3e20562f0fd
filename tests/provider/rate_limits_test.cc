#include "harness/provider/rate_limits.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "harness/provider/retry_after.h"

namespace assay {
namespace {

using std::chrono::seconds;

const WallTime kNow = *from_rfc3339("2026-11-23T14:53:08Z");

struct ResetRow {
  const char* text;
  double expected_ms;  // negative: nothing
};

TEST(RateLimits, AResetIsReadInEveryUnit) {
  const ResetRow rows[] = {
      {"6m0s", 360'000},  // OpenAI
      {"12ms", 12},
      {"2m59.56s", 179'560},  // Groq
      {"1h2m", 3'720'000},
      {"30", 30'000},  // Azure: seconds
      {"1.5", 1'500},
      {"0", 0},
      {"1795445598", 10'000},            // OpenRouter and others: Unix time
      {"1795445598000", 10'000},         // in milliseconds
      {"1795445500", 0},                 // past
      {"2026-11-23T14:53:38Z", 30'000},  // Anthropic
      {"2026-11-23T14:53:38.250Z", 30'000},
      {"2026-11-23T14:00:00Z", 0},
      {"", -1},
      {"soon", -1},
      {"-5", -1},
      {"nan", -1},
      {"2026-11-23T14:53:38+01:00", -1},
      {"Z", -1},
  };
  for (const ResetRow& row : rows) {
    SCOPED_TRACE(row.text);
    const std::optional<Nanoseconds> reset = parse_reset(row.text, kNow);
    ASSERT_EQ(reset.has_value(), row.expected_ms >= 0);
    if (reset) {
      EXPECT_NEAR(to_milliseconds(*reset), row.expected_ms, 1e-3);
    }
  }
}

struct HeadersRow {
  const char* what;
  Headers headers;
  RateLimits expected;
};

TEST(RateLimits, EveryFamilyIsKnown) {
  const HeadersRow rows[] = {
      {"OpenAI",
       {{"x-ratelimit-limit-requests", "500"},
        {"x-ratelimit-remaining-requests", "499"},
        {"x-ratelimit-reset-requests", "120ms"},
        {"x-ratelimit-limit-tokens", "30000"},
        {"x-ratelimit-remaining-tokens", "29000"},
        {"x-ratelimit-reset-tokens", "2s"}},
       {RateWindow{500, 499, milliseconds{120}}, RateWindow{30'000, 29'000, seconds{2}}, {}, {}}},
      {"Anthropic",
       {{"Anthropic-RateLimit-Requests-Limit", "50"},
        {"Anthropic-RateLimit-Requests-Remaining", "0"},
        {"Anthropic-RateLimit-Requests-Reset", "2026-11-23T14:54:08Z"},
        {"anthropic-ratelimit-input-tokens-limit", "40000"},
        {"anthropic-ratelimit-input-tokens-remaining", "39000"},
        {"anthropic-ratelimit-input-tokens-reset", "2026-11-23T14:53:10Z"},
        {"anthropic-ratelimit-output-tokens-limit", "8000"},
        {"anthropic-ratelimit-output-tokens-remaining", "8000"},
        {"anthropic-ratelimit-output-tokens-reset", "2026-11-23T14:53:08Z"}},
       {RateWindow{50, 0, seconds{60}},
        {},
        RateWindow{40'000, 39'000, seconds{2}},
        RateWindow{8'000, 8'000, seconds{0}}}},
      {"without a resource: requests",
       {{"X-RateLimit-Limit", "20"},
        {"X-RateLimit-Remaining", "19"},
        {"X-RateLimit-Reset", "1795445598000"}},
       {RateWindow{20, 19, seconds{10}}, {}, {}, {}}},
      {"IETF",
       {{"RateLimit-Limit", "100, 100;w=60"},
        {"RateLimit-Remaining", "50"},
        {"RateLimit-Reset", "5"}},
       {RateWindow{100, 50, seconds{5}}, {}, {}, {}}},
      {"IETF, one field",
       {{"RateLimit", "limit=100, remaining=50, reset=5"}},
       {RateWindow{100, 50, seconds{5}}, {}, {}, {}}},
      {"IETF, the quota that is nearest to its end",
       {{"RateLimit", "\"minute\";q=100;r=50;t=5, \"day\";q=500;r=7;t=900"}},
       {RateWindow{500, 7, seconds{900}}, {}, {}, {}}},
      {"the server's own Date counts",
       {{"date", "Mon, 23 Nov 2026 14:53:28 GMT"},
        {"anthropic-ratelimit-tokens-limit", "10"},
        {"anthropic-ratelimit-tokens-remaining", "1"},
        {"anthropic-ratelimit-tokens-reset", "2026-11-23T14:53:38Z"}},
       {{}, RateWindow{10, 1, seconds{10}}, {}, {}}},
      {"a part that is missing makes it no quota",
       {{"x-ratelimit-limit-requests", "500"}, {"x-ratelimit-remaining-requests", "499"}},
       {}},
      {"Azure's -1 and 0 are none",
       {{"x-ratelimit-limit-requests", "-1"},
        {"x-ratelimit-remaining-requests", "-1"},
        {"x-ratelimit-reset-requests", "1"},
        {"x-ratelimit-limit-tokens", "0"},
        {"x-ratelimit-remaining-tokens", "0"},
        {"x-ratelimit-reset-tokens", "1"}},
       {}},
      {"more remaining than the limit is the limit",
       {{"x-ratelimit-limit", "5"}, {"x-ratelimit-remaining", "9"}, {"x-ratelimit-reset", "1s"}},
       {RateWindow{5, 5, seconds{1}}, {}, {}, {}}},
      {"junk and other headers",
       {{"x-ratelimit-limit-requests", "many"},
        {"x-ratelimit-remaining-requests", "99999999999999999999"},
        {"x-ratelimit-reset-requests", "1s"},
        {"x-ratelimit-limit-images", "5"},
        {"x-ratelimit-", "5"},
        {"content-type", "application/json"}},
       {}},
  };
  for (const HeadersRow& row : rows) {
    SCOPED_TRACE(row.what);
    EXPECT_EQ(rate_limits_in(row.headers, kNow), row.expected);
  }
}

RC_GTEST_PROP(RateLimits, WhateverIsSaidMakesSense, ()) {
  Headers headers;
  for (const char* name : {"x-ratelimit-limit-requests", "x-ratelimit-remaining-requests",
                           "x-ratelimit-reset-requests"}) {
    headers.push_back({name, *rc::gen::arbitrary<bool>()
                                 ? *rc::gen::arbitrary<std::string>()
                                 : std::to_string(*rc::gen::arbitrary<std::int64_t>())});
  }
  const RateLimits limits = rate_limits_in(headers, kNow);
  if (!limits.requests) return;
  RC_ASSERT(limits.requests->limit >= 1);
  RC_ASSERT(limits.requests->remaining >= 0);
  RC_ASSERT(limits.requests->remaining <= limits.requests->limit);
  RC_ASSERT(limits.requests->reset >= Nanoseconds{0});
  RC_ASSERT(limits.requests->reset <= kLongestRetryAfter);
}

}  // namespace
}  // namespace assay
