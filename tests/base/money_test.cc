#include "harness/base/money.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <limits>

namespace assay {
namespace {

struct ParseRow {
  const char* text;
  std::optional<std::int64_t> picos;
};

TEST(Money, ReadsDecimalsExactly) {
  const ParseRow rows[] = {
      {"0.15", 150'000'000'000},
      {"2.50", 2'500'000'000'000},
      {"0", 0},
      {"0.000000000001", 1},
      {"1e-12", 1},
      {"1.5E2", 150'000'000'000'000},
      {".5", 500'000'000'000},
      {"+1", 1'000'000'000'000},
      {"0.0000000000001", {}},  // finer than a pico dollar
      {"-1", {}},
      {"", {}},
      {".", {}},
      {"1e", {}},
      {"1,5", {}},
      {"99999999999", {}},  // beyond 64 bits
      {"1e999999", {}},
  };
  for (const ParseRow& row : rows) {
    const std::optional<Money> parsed = parse_usd(row.text);
    const std::optional<std::int64_t> picos =
        parsed ? std::optional(parsed->picos) : std::nullopt;
    EXPECT_EQ(picos, row.picos) << row.text;
  }
}

TEST(Money, APricePerMillionIsAnIntegerPerToken) {
  EXPECT_EQ(parse_usd_per_million("0.15")->picos, 150'000);
  EXPECT_EQ(parse_usd_per_million("0.075")->picos, 75'000);
  EXPECT_EQ(multiply(*parse_usd_per_million("0.15"), 1'000'000), *parse_usd("0.15"));
}

TEST(Money, PrintsWithoutTrailingZeros) {
  EXPECT_EQ(to_usd({420'000'000}), "0.00042");
  EXPECT_EQ(to_usd({12'500'000'000'000}), "12.5");
  EXPECT_EQ(to_usd({0}), "0");
  EXPECT_EQ(to_usd({-1}), "-0.000000000001");
  EXPECT_EQ(to_usd({std::numeric_limits<std::int64_t>::min()}), "-9223372.036854775808");
}

TEST(Money, PrintingAndReadingAreInverse) {
  rc::check([] {
    const Money amount{*rc::gen::inRange<std::int64_t>(0, std::numeric_limits<std::int64_t>::max())};
    RC_ASSERT(parse_usd(to_usd(amount)) == amount);
  });
}

TEST(Money, ProductsSaturateInsteadOfWrapping) {
  EXPECT_EQ(multiply({std::numeric_limits<std::int64_t>::max()}, 2).picos,
            std::numeric_limits<std::int64_t>::max());
}

}  // namespace
}  // namespace assay
