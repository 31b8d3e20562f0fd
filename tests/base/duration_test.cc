#include "harness/base/duration.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdint>
#include <optional>
#include <string>

namespace assay {
namespace {

std::optional<std::int64_t> milliseconds_of(std::string_view text) {
  const auto parsed = parse_duration(text);
  return parsed ? std::optional<std::int64_t>(parsed->count()) : std::nullopt;
}

struct DurationRow {
  const char* text;
  std::optional<std::int64_t> milliseconds;
};

TEST(Duration, ReadsWhatPeopleWrite) {
  const DurationRow rows[] = {
      {"500ms", 500},
      {"90s", 90'000},
      {"30m", 1'800'000},
      {"1h30m", 5'400'000},
      {"1.5s", 1'500},
      {"0.5d", 43'200'000},
      {"1.5h30m", 7'200'000},
      {"2d3h4m5s6ms", 183'845'006},
      {" 2h ", 7'200'000},
      {"012s", 12'000},
      {"1000d", 86'400'000'000},
      {"0.001s", 1},
      {"1.50000000000000000000s", 1'500},
      {"0.0009765625d", 84'375},  // ten decimals, and whole
      {"0h5m", 300'000},
      {"", {}},
      {"30", {}},
      {"s", {}},
      {"-5s", {}},
      {"+5s", {}},
      {"5 s", {}},
      {"0s", {}},
      {"0h0m", {}},
      {"5x", {}},
      {"5S", {}},
      {"5min", {}},
      {"5us", {}},
      {"1..5s", {}},
      {"1.s", {}},
      {".5s", {}},
      {"1,5s", {}},
      {"1.5", {}},
      {"1h30", {}},
      {"30m1h", {}},
      {"1s1s", {}},
      {"1ms1s", {}},
      {"1.5ms", {}},
      {"0.0005s", {}},
      {"0.00000000001d", {}},
      {"1e3s", {}},
      {"1000d1ms", {}},
      {"99999999999d", {}},
      {"99999999999999999999999999999999ms", {}},
      {"５s", {}},
  };
  for (const DurationRow& row : rows)
    EXPECT_EQ(milliseconds_of(row.text), row.milliseconds) << row.text;
}

TEST(Duration, SaysWhatIsWrong) {
  EXPECT_EQ(parse_duration("90").error().message,
            "must be a duration such as 500ms, 1.5s, 30m, 1h30m or 2d, not '90'; give the unit: "
            "90ms, 90s or 90m");
  const auto ends_with = [](const char* text, const char* why) {
    return parse_duration(text).error().message.ends_with(why);
  };
  EXPECT_TRUE(ends_with("1h30", "; give the unit: 30ms, 30s or 30m"));
  EXPECT_TRUE(ends_with("30m1h", "; the units are d, h, m, s and ms, in this order"));
  EXPECT_TRUE(ends_with("1.5ms", "; the finest is a millisecond"));
  EXPECT_TRUE(ends_with("1001d", "; the longest is 1000d"));
  EXPECT_TRUE(ends_with("0s", "; it must be longer than nothing"));
}

TEST(DurationProperty, AnySumComesBackExactly) {
  EXPECT_TRUE(rc::check("units written out", [] {
    const auto days = *rc::gen::inRange(0, 999);
    const auto ms = *rc::gen::inRange(1, 86'400'000);
    const std::string text = fmt::format("{}d{}h{}m{}.{:03}s", days, ms / 3'600'000,
                                         ms / 60'000 % 60, ms / 1000 % 60, ms % 1000);
    RC_ASSERT(milliseconds_of(text) == days * std::int64_t{86'400'000} + ms);
  }));
}

}  // namespace
}  // namespace assay
