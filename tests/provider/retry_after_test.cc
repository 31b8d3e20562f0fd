#include "harness/provider/retry_after.h"

#include <gtest/gtest.h>

#include "harness/provider/reply_reader.h"

namespace assay {
namespace {

const WallTime kAsked = *parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT");

struct RetryAfterRow {
  const char* name;
  const char* value;
  double expected_ms;  // negative: nothing
};

const RetryAfterRow kRetryAfterRows[] = {
    {"retry-after", "30", 30'000},
    {"Retry-After", " 1.5 ", 1'500},
    {"retry-after", "0", 0},
    {"retry-after", "-1", -1},
    {"retry-after", "", -1},
    {"retry-after", "soon", -1},
    {"retry-after", "nan", -1},
    {"retry-after", "inf", -1},
    {"retry-after", "30s", -1},
    {"retry-after", "1000000000", 31'536'000'000.0},  // cut to a year
    {"retry-after", "1e300", 31'536'000'000.0},
    {"retry-after", "Sun, 06 Nov 1994 08:50:07 GMT", 30'000},
    {"retry-after", "Sunday, 06-Nov-94 08:50:07 GMT", 30'000},
    {"retry-after", "Sun Nov  6 08:50:07 1994", 30'000},
    {"retry-after", "Sun, 06 Nov 1994 08:00:00 GMT", 0},  // past
    {"retry-after", "Sun, 06 Nov 9999 08:00:00 GMT", 31'536'000'000.0},
    {"retry-after", "Sun, 31 Feb 1994 08:00:00 GMT", -1},
    {"retry-after", "Sun, 06 Nov 1994 25:00:00 GMT", -1},
    {"retry-after", "Sun, 06 Nov 1994 08:50:07 PST", -1},
    {"retry-after-ms", "250", 250},
    {"retry-after-ms", "0.5", 0.5},
    {"retry-after-ms", "-250", -1},
    {"x-ratelimit-reset", "784111807", -1},  // before 2001: no epoch that is certain
    {"x-ratelimit-reset", "12", -1},         // seconds or requests: nobody knows
    {"x-ratelimit-reset", "1m30s", 90'000},
    {"x-ratelimit-reset", "12ms", 12},
    {"x-ratelimit-reset-tokens", "6m0s", -1},  // nothing says that none remain
    {"x-elsewhere", "30", -1},
};

TEST(RetryAfter, IsReadInEveryForm) {
  for (const RetryAfterRow& row : kRetryAfterRows) {
    SCOPED_TRACE(std::string(row.name) + ": " + row.value);
    const Failure failure = failure_from(429, {{row.name, row.value}}, "", kAsked);
    EXPECT_EQ(failure.kind, FailureKind::rate_limited);
    ASSERT_EQ(failure.retry_after.has_value(), row.expected_ms >= 0);
    if (failure.retry_after) {
      EXPECT_DOUBLE_EQ(to_milliseconds(*failure.retry_after), row.expected_ms);
    }
  }
}

TEST(RetryAfter, MillisecondsWinOverSeconds) {
  const Failure failure =
      failure_from(429, {{"retry-after", "9"}, {"retry-after-ms", "250"}}, "", kAsked);
  EXPECT_EQ(failure.retry_after, milliseconds{250});
  const Failure junk =
      failure_from(429, {{"retry-after", "9"}, {"retry-after-ms", "junk"}}, "", kAsked);
  EXPECT_EQ(junk.retry_after, milliseconds{9000});
}

TEST(RetryAfter, ResetIsSecondsOrMillisecondsOfTheEpochByItsSize) {
  const WallTime now{std::chrono::seconds{1'790'000'000}};
  for (const char* const value : {"1790000010", "1790000010000", "1790000009001"}) {
    const Failure failure = failure_from(429, {{"X-RateLimit-Reset", value}}, "", now);
    EXPECT_EQ(failure.retry_after, milliseconds{10'000}) << value;
  }
}

TEST(RetryAfter, ResetOfTheExhaustedLimitCounts) {
  const Headers headers = {{"x-ratelimit-remaining-requests", "12"},
                           {"x-ratelimit-reset-requests", "1h2m"},
                           {"x-ratelimit-remaining-tokens", "0"},
                           {"x-ratelimit-reset-tokens", "2m59.56s"}};
  EXPECT_EQ(failure_from(429, headers, "", kAsked).retry_after, milliseconds{179'560});
  EXPECT_FALSE(failure_from(500, headers, "", kAsked).retry_after) << "only a 429 speaks of limits";
}

struct RetryBodyRow {
  const char* body;
  double expected_ms;
};

const RetryBodyRow kRetryBodies[] = {
    {R"({"status":"error","message":"m","retry_after":30})", 30'000},
    {R"({"status":"error","message":"m","retry_after":"2.5"})", 2'500},
    {R"({"status":"error","message":"m","retry_after":-3})", -1},
    {R"({"status":"error","message":"m","retry_after":null})", -1},
    {R"({"error":{"message":"m","retry_after":4}})", 4'000},
    {R"([{"error":{"code":429,"details":[{"retryDelay":"37s"}]}}])", 37'000},
    {R"([{"error":{"code":429,"details":[{"retryDelay":"0.5s"}]}}])", 500},
    {R"([{"error":{"code":429,"details":[{"retryDelay":"soon"}]}}])", -1},
    {R"({"error":{"code":429,"metadata":{"headers":{"Retry-After":"7"}}}})", 7'000},
    {R"({"error":{"message":"Rate limit reached. Please try again in 2s."}})", 2'000},
    {R"({"error":{"message":"try again in 2s","retry_after":4}})", 4'000},
};

struct RetryTextRow {
  const char* text;
  double expected_ms;  // -1: none
};

const RetryTextRow kRetryTexts[] = {
    {"Please try again in 2s.", 2'000},
    {"Please try again in 20ms. Visit the page", 20},
    {"try again in 1m30s", 90'000},
    {"Try again in 6m0s.", 360'000},
    {"try again in 7.66s", 7'660},
    {"Please retry after 26 seconds.", 26'000},
    {"Please retry in 36.2s.", 36'200},
    {"try again after 1 minute and 30 seconds", 90'000},
    {"wait for 1 hour, 2 minutes", 3'720'000},
    {"Please wait 5 min before asking", 300'000},
    {"retry in about 3 secs", 3'000},
    {"your quota resets in 10s", 10'000},
    {"try again in a moment", -1},
    {"try again in 30", -1},  // of what?
    {"try again in 2 fortnights", -1},
    {"try again later. Then try again in 4s", 4'000},
    {"asked for 2s of audio", -1},
    {"", -1},
};

TEST(RetryAfter, IsReadFromTexts) {
  for (const RetryTextRow& row : kRetryTexts) {
    SCOPED_TRACE(row.text);
    const std::optional<Nanoseconds> wait = wait_in_text(row.text);
    ASSERT_EQ(wait.has_value(), row.expected_ms >= 0);
    if (wait) {
      EXPECT_NEAR(to_milliseconds(*wait), row.expected_ms, 1e-6);
    }
  }
}

TEST(RetryAfter, IsReadFromTheRateLimitHeader) {
  for (const char* const value :
       {"r=0;t=2", "\"default\";r=0;t=2", "default;r=0;t=2", "limit=10, remaining=0, reset=2",
        "\"a\";r=5;t=90, \"b\";r=0;t=2", "\"per;minute\";q=10;r=0;t=2"}) {
    SCOPED_TRACE(value);
    EXPECT_EQ(failure_from(429, {{"RateLimit", value}}, "", kAsked).retry_after,
              milliseconds{2'000});
  }
  for (const char* const value : {"r=1;t=2", "\"a\";r=0", "r=0;t=soon", "", ";;,,", "\""}) {
    SCOPED_TRACE(value);
    EXPECT_FALSE(failure_from(429, {{"RateLimit", value}}, "", kAsked).retry_after);
  }
}

TEST(RetryAfter, IsReadFromBodies) {
  for (const RetryBodyRow& row : kRetryBodies) {
    SCOPED_TRACE(row.body);
    const Failure failure = failure_from(429, {}, row.body, kAsked);
    ASSERT_EQ(failure.retry_after.has_value(), row.expected_ms >= 0);
    if (failure.retry_after) {
      EXPECT_DOUBLE_EQ(to_milliseconds(*failure.retry_after), row.expected_ms);
    }
  }
}

}  // namespace
}  // namespace assay
