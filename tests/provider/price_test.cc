#include "harness/provider/price.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace assay {
namespace {

// USD 0.15, 0.60, 0.075 and 0.1875 a million tokens.
const Price kPrice = {{{150'000}, {600'000}, Money{75'000}, Money{187'500}}};

Reply reply_with(Usage usage) {
  Reply reply;
  reply.usage = usage;
  return reply;
}

TEST(CostOf, AddsDisjointClasses) {
  const Reply reply = reply_with({1000, 400, 100, 50, 30, false});
  // 500 plain + 400 cached + 100 written + 50 output (reasoning is part of it).
  EXPECT_EQ(cost_of(reply, kPrice),
            Money{500 * 150'000 + 400 * 75'000 + 100 * 187'500 + 50 * 600'000});
  const Price plain = {{{150'000}, {600'000}, std::nullopt, std::nullopt}};
  EXPECT_EQ(cost_of(reply, plain), Money{1000 * 150'000 + 50 * 600'000});
}

TEST(CostOf, IsNothingWhereTokensOrPriceAreUnknown) {
  EXPECT_FALSE(cost_of(reply_with({1000, {}, {}, {}, {}, false}), kPrice));
  EXPECT_FALSE(cost_of(reply_with({{}, {}, {}, 5, {}, true}), kPrice));
  EXPECT_FALSE(cost_of(reply_with({1000, {}, {}, 5, {}, false}), std::nullopt));
}

TEST(CostOf, BelievesTheProvidersOwnBill) {
  Reply reply = reply_with({1000, {}, {}, 5, {}, false});
  reply.billed_cost = Money{7};
  EXPECT_EQ(cost_of(reply, kPrice), Money{7});
  EXPECT_EQ(cost_of(reply, std::nullopt), Money{7});
}

TEST(CostOf, SaturatesAndNeverGoesBelowZero) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(cost_of(reply_with({kMost, {}, {}, kMost, {}, false}), kPrice), Money{kMost});
  // More cached than input is nonsense; it must not make a negative rest.
  EXPECT_EQ(cost_of(reply_with({10, 99, 99, 0, {}, false}), kPrice), Money{10 * 75'000});
}

RC_GTEST_PROP(CostOf, GrowsWithEveryTokenClass, ()) {
  const auto input = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000);
  const auto output = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000);
  const auto cached = *rc::gen::inRange<std::int64_t>(0, input + 1);
  const auto more = *rc::gen::inRange<std::int64_t>(0, 1'000'000);
  const Money base = *cost_of(reply_with({input, cached, {}, output, {}, false}), kPrice);
  RC_ASSERT(*cost_of(reply_with({input + more, cached, {}, output, {}, false}), kPrice) >= base);
  RC_ASSERT(*cost_of(reply_with({input, cached, {}, output + more, {}, false}), kPrice) >= base);
  RC_ASSERT(worst_cost(kPrice, input, output) >= base);
}

struct Tokens {
  const char* text;
  std::int64_t expected;
};

TEST(EstimateTokens, FourBytesOfLatinOrOneAndAHalfCharactersOfCjk) {
  const Tokens rows[] = {{"", 0},       {"a", 1},     {"abcd", 1},   {"abcde", 2},   {"東京", 2},
                         {"東京都", 2}, {"naïve", 2}, {"Москва", 3}, {"\xff\xfe", 1}};
  for (const Tokens& row : rows) EXPECT_EQ(estimate_tokens(row.text), row.expected) << row.text;
}

TEST(EstimateMissingUsage, FillsOnlyWhatIsAbsentAndSaysSo) {
  Reply known = reply_with({7, {}, {}, 3, {}, false});
  estimate_missing_usage(known, {{Role::user, "hello", {}, ""}});
  EXPECT_EQ(known.usage, (Usage{7, {}, {}, 3, {}, false}));

  Reply unknown;
  unknown.answer = "Paris, of course";
  estimate_missing_usage(unknown, {{Role::user, "Capital?", {}, ""}});
  EXPECT_EQ(unknown.usage, (Usage{6, {}, {}, 4, {}, true}));
}

TEST(ParseBilledUsd, IsExactAndRoundsWhatIsFiner) {
  struct Row {
    const char* text;
    std::optional<Money> expected;
  };
  const Row rows[] = {
      {"0.00014", Money{140'000'000}},
      {"1.4e-5", Money{14'000'000}},
      {"1.45e-05", Money{14'500'000}},
      {"0", Money{0}},
      {"0.0000000000005", Money{1}},
      {"0.00000000000049999", Money{0}},
      {"1.4499999999999999e-05", Money{14'500'000}},
      {"9e-30", Money{0}},
      {"12.3456789012345", Money{12'345'678'901'235}},
      {"-1", std::nullopt},
      {"1e40", std::nullopt},
      {"123456789012345678901.0000000000001", std::nullopt},
      {"", std::nullopt},
      {"free", std::nullopt},
      {"1..2", std::nullopt},
      {".", std::nullopt},
  };
  for (const Row& row : rows) EXPECT_EQ(parse_billed_usd(row.text), row.expected) << row.text;
}

}  // namespace
}  // namespace assay
