#include "harness/base/duration.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

struct Row {
  const char* text;
  std::optional<long long> milliseconds;
};

TEST(Duration, ReadsWhatPeopleWrite) {
  const Row rows[] = {
      {"500ms", 500},     {"90s", 90'000}, {"30m", 1'800'000}, {"1h30m", 5'400'000},
      {"1.5s", 1'500},    {" 2h ", 7'200'000}, {"1d", 86'400'000},
      {"", {}},           {"30", {}},      {"s", {}},          {"-5s", {}},
      {"5 s", {}},        {"0s", {}},      {"5x", {}},         {"1..5s", {}},
      {"99999999999d", {}},
  };
  for (const Row& row : rows) {
    const std::optional<std::chrono::milliseconds> parsed = parse_duration(row.text);
    const std::optional<long long> count =
        parsed ? std::optional<long long>(parsed->count()) : std::nullopt;
    EXPECT_EQ(count, row.milliseconds) << row.text;
  }
}

}  // namespace
}  // namespace assay
