// Money is an integer number of 1e-12 USD ("pico dollars"): the price of a
// token is exact (USD 0.15 a million tokens = 150,000), sums never drift, and
// 64 bits hold nine million dollars.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

struct Money {
  std::int64_t picos = 0;

  friend constexpr auto operator<=>(const Money&, const Money&) = default;
  friend constexpr Money operator+(Money a, Money b) { return {a.picos + b.picos}; }
  friend constexpr Money operator-(Money a, Money b) { return {a.picos - b.picos}; }
  constexpr Money& operator+=(Money b) { picos += b.picos; return *this; }
};

// Prices are the user's and usage is a stranger's: both may be absurd, so a sum
// stops at the largest amount instead of overflowing.
Money add_saturating(Money a, Money b);
// Price of `count` tokens at `per_token`; saturates instead of overflowing.
Money multiply(Money per_token, std::int64_t count);

// Reads a non-negative decimal number of USD exactly ("0.15", "2.50", "1e-6");
// nothing if it is negative, not a number, or finer than 1e-12.
std::optional<Money> parse_usd(std::string_view decimal);
// A price in USD per 1M tokens as the price of one token.
std::optional<Money> parse_usd_per_million(std::string_view decimal);

// Plain decimal USD without trailing zeros: "0.00042", "12.5", "0".
std::string to_usd(Money amount);
double to_usd_double(Money amount);  // for plots and statistics only

}  // namespace assay
