#include "harness/base/money.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "harness/base/text.h"

namespace assay {
namespace {

constexpr int kPicoDigits = 12;
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

struct Decimal {
  std::string digits;  // without a point, no leading zeros
  int exponent = 0;    // value = digits * 10^exponent
};

std::optional<Decimal> read_decimal(std::string_view text) {
  Decimal decimal;
  bool any = false;
  bool after_point = false;
  std::size_t i = 0;
  if (i < text.size() && text[i] == '+') ++i;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '.' && !after_point) {
      after_point = true;
    } else if (c >= '0' && c <= '9') {
      any = true;
      if (after_point) --decimal.exponent;
      if (c != '0' || !decimal.digits.empty()) decimal.digits += c;
    } else {
      break;
    }
    if (decimal.digits.size() > 40) return std::nullopt;
  }
  if (!any) return std::nullopt;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    bool negative = false;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) negative = text[i++] == '-';
    int exponent = 0;
    const std::size_t first = i;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
      exponent = exponent * 10 + (text[i] - '0');
      if (exponent > 1000) return std::nullopt;
    }
    if (i == first) return std::nullopt;
    decimal.exponent += negative ? -exponent : exponent;
  }
  if (i != text.size()) return std::nullopt;
  return decimal;
}

// digits * 10^(exponent + shift) as an integer, if it is one and fits.
std::optional<std::int64_t> scaled(Decimal decimal, int shift) {
  while (!decimal.digits.empty() && decimal.digits.back() == '0') {
    decimal.digits.pop_back();
    ++decimal.exponent;
  }
  if (decimal.digits.empty()) return 0;
  const int zeros = decimal.exponent + shift;
  if (zeros < 0 || zeros > 18) return std::nullopt;
  std::int64_t value = 0;
  const std::string digits = decimal.digits + std::string(static_cast<std::size_t>(zeros), '0');
  for (const char c : digits) {
    if (value > (kMax - (c - '0')) / 10) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<Money> parse_scaled(std::string_view decimal, int shift) {
  const std::optional<Decimal> read = read_decimal(decimal);
  if (!read) return std::nullopt;
  const std::optional<std::int64_t> picos = scaled(*read, shift);
  if (!picos) return std::nullopt;
  return Money{*picos};
}

}  // namespace

Money add_saturating(Money a, Money b) {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(a.picos, b.picos, &sum)) return {sum};
  return {b.picos > 0 ? kMax : std::numeric_limits<std::int64_t>::min()};
}

Money multiply(Money per_token, std::int64_t count) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(per_token.picos, count, &product)) {
    const bool negative = (per_token.picos < 0) != (count < 0);
    return {negative ? -kMax : kMax};
  }
  return {product};
}

std::optional<Money> parse_usd(std::string_view decimal) {
  return parse_scaled(decimal, kPicoDigits);
}

std::optional<Money> parse_usd_per_million(std::string_view decimal) {
  return parse_scaled(decimal, kPicoDigits - 6);
}

std::string to_usd(Money amount) {
  const bool negative = amount.picos < 0;
  const std::uint64_t magnitude = negative ? 0 - static_cast<std::uint64_t>(amount.picos)
                                           : static_cast<std::uint64_t>(amount.picos);
  constexpr std::uint64_t kPerUsd = 1'000'000'000'000;
  std::string text = (negative ? "-" : "") + std::to_string(magnitude / kPerUsd);
  std::string fraction = std::to_string(magnitude % kPerUsd);
  fraction.insert(0, static_cast<std::size_t>(kPicoDigits) - fraction.size(), '0');
  fraction.erase(fraction.find_last_not_of('0') + 1);
  return fraction.empty() ? text : text + "." + fraction;
}

std::string to_usd_per_million(Money per_token) {
  // The point moves: the product may be more than 64 bits hold.
  const bool negative = per_token.picos < 0;
  const std::uint64_t magnitude = negative ? 0 - static_cast<std::uint64_t>(per_token.picos)
                                           : static_cast<std::uint64_t>(per_token.picos);
  constexpr std::uint64_t kPerUsd = 1'000'000;  // picos of a token that are a dollar a million
  std::string text = (negative ? "-" : "") + std::to_string(magnitude / kPerUsd);
  std::string fraction = std::to_string(magnitude % kPerUsd);
  fraction.insert(0, std::size_t{6} - fraction.size(), '0');
  fraction.erase(fraction.find_last_not_of('0') + 1);
  return fraction.empty() ? text : text + "." + fraction;
}

Ledger operator+(const Ledger& a, const Ledger& b) {
  return {add_saturating(a.spent, b.spent), add_saturating(a.possible, b.possible),
          a.unknown + b.unknown};
}

std::string usd_text(double usd) {
  if (usd == 0) return "$0";
  constexpr int kDigits = 3;
  const int magnitude = static_cast<int>(std::floor(std::log10(std::abs(usd))));
  return "$" + format_fixed(usd, std::clamp(kDigits - 1 - magnitude, 2, 12));
}

std::string usd_text(Money amount) {
  return usd_text(to_usd_double(amount));
}

std::string spending_text(const Ledger& ledger, std::optional<Money> cap) {
  std::string text = (ledger.unknown > 0 ? "at least " : "") + usd_text(ledger.spent);
  if (cap) text += " of $" + to_usd(*cap);
  if (ledger.unknown == 0) return text;
  if (ledger.possible > Money{}) text += " (at worst " + usd_text(ledger.possible) + " more)";
  return text + ", " + std::to_string(ledger.unknown) + " attempt" +
         (ledger.unknown == 1 ? "" : "s") + " of unknown cost";
}

double to_usd_double(Money amount) {
  return static_cast<double>(amount.picos) * 1e-12;
}

}  // namespace assay
