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
    const std::optional<std::int64_t> picos = parsed ? std::optional(parsed->picos) : std::nullopt;
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
  EXPECT_TRUE(rc::check([] {
    const Money amount{
        *rc::gen::inRange<std::int64_t>(0, std::numeric_limits<std::int64_t>::max())};
    RC_ASSERT(parse_usd(to_usd(amount)) == amount);
  }));
}

TEST(Money, ProductsSaturateInsteadOfWrapping) {
  EXPECT_EQ(multiply({std::numeric_limits<std::int64_t>::max()}, 2).picos,
            std::numeric_limits<std::int64_t>::max());
}

struct Spent {
  Ledger ledger;
  std::optional<Money> cap;
  const char* text;
};

// One sentence wherever a run's money is told: what is known, and never as all of it
// where some is not.
TEST(Money, SpendingSaysWhatIsKnown) {
  const Money dollars{2'613'400'000'000};
  const Spent rows[] = {
      {{}, {}, "$0"},
      {{dollars, {}, 0}, {}, "$2.61"},
      {{dollars, Money{400'000'000'000}, 3},
       {},
       "at least $2.61 (at worst $0.400 more), 3 attempts of unknown cost"},
      {{dollars, {}, 3}, {}, "at least $2.61, 3 attempts of unknown cost"},
      {{dollars, {}, 1},
       Money{5'000'000'000'000},
       "at least $2.61 of $5, 1 attempt of unknown cost"},
      {{Money{1'234'567'890'123'456}, {}, 0}, {}, "$1234.57"},
      {{Money{420'000'000}, {}, 0}, Money{2'500'000'000'000}, "$0.000420 of $2.5"},
      {{Money{}, {}, 12}, {}, "at least $0, 12 attempts of unknown cost"},
  };
  for (const Spent& row : rows) EXPECT_EQ(spending_text(row.ledger, row.cap), row.text);
}

TEST(Money, LedgersAddUpWithoutWrapping) {
  const Money most{std::numeric_limits<std::int64_t>::max()};
  const Ledger sum = Ledger{most, Money{1}, 2} + Ledger{Money{1}, most, 3};
  EXPECT_EQ(sum, (Ledger{most, most, 5}));
}

}  // namespace
}  // namespace assay
