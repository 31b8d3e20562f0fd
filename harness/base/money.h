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
  constexpr Money& operator+=(Money b) {
    picos += b.picos;
    return *this;
  }
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

// What attempts have cost, as far as it is known. Whatever shows or caps a run's
// spending counts in this way and says it with spending_text().
struct Ledger {
  Money spent;               // known costs
  Money possible;            // at worst, of attempts whose cost is not known
  std::int64_t unknown = 0;  // attempts whose cost is not known

  friend constexpr auto operator<=>(const Ledger&, const Ledger&) = default;
};
Ledger operator+(const Ledger& a, const Ledger& b);  // saturates

// Plain decimal USD without trailing zeros: "0.00042", "12.5", "0".
std::string to_usd(Money amount);
// The price of one token as that of 1M tokens, exact: parse_usd_per_million() is the inverse.
std::string to_usd_per_million(Money per_token);
// For people: three digits, at least two decimals, no exponent: "$2.61",
// "$0.000420", "$0".
std::string usd_text(double usd);
std::string usd_text(Money amount);
// "$2.61"; with a cap "$2.61 of $5"; "at least $2.61 (at worst $0.40 more), 3
// attempts of unknown cost", or without their worst where no price tells it.
std::string spending_text(const Ledger& ledger, std::optional<Money> cap = std::nullopt);
double to_usd_double(Money amount);  // for plots and statistics only

}  // namespace assay
