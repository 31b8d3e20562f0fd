#include "harness/score/decimal.h"

#include <charconv>
#include <cstdint>
#include <string_view>

namespace assay {
namespace {

// (a + b) mod m for a, b < m, without overflow.
std::uint64_t add_modulo(std::uint64_t a, std::uint64_t b, std::uint64_t m) {
  return a >= m - b ? a - (m - b) : a + b;
}

std::uint64_t ten_times_modulo(std::uint64_t a, std::uint64_t m) {
  const std::uint64_t twice = add_modulo(a, a, m);
  const std::uint64_t five_times = add_modulo(add_modulo(twice, twice, m), a, m);
  return add_modulo(five_times, five_times, m);
}

// "-1.999e+01", or the digits of an integer. Scientific, because a large double
// would else come with digits that are not its own.
std::string written(const Json& number) {
  if (!number.is_number_float()) return number.dump();
  char buffer[64];
  const std::to_chars_result end = std::to_chars(
      buffer, buffer + sizeof buffer, number.get<double>(), std::chars_format::scientific);
  return {buffer, end.ptr};
}

}  // namespace

Decimal Decimal::of(const Json& number) {
  const std::string source = written(number);
  std::string_view rest = source;
  Decimal decimal;
  decimal.is_negative_ = rest.starts_with('-');
  if (decimal.is_negative_) rest.remove_prefix(1);
  const std::size_t e = rest.find('e');
  if (e != std::string_view::npos) {
    const std::size_t from = e + (rest.substr(e + 1).starts_with('+') ? 2 : 1);
    std::from_chars(rest.data() + from, rest.data() + rest.size(), decimal.exponent_);
    rest = rest.substr(0, e);
  }
  bool is_fraction = false;
  for (const char c : rest) {
    if (c == '.') {
      is_fraction = true;
      continue;
    }
    if (is_fraction) --decimal.exponent_;
    if (c != '0' || !decimal.digits_.empty()) decimal.digits_ += c;
  }
  while (decimal.digits_.ends_with('0')) {
    decimal.digits_.pop_back();
    ++decimal.exponent_;
  }
  return decimal.is_zero() ? Decimal() : decimal;
}

bool Decimal::is_multiple_of(const Decimal& unit) const {
  if (is_zero()) return true;
  // In steps of the smaller power of ten, this would be `digits_` and the unit
  // end with zeros; `digits_` does not end with one.
  if (exponent_ < unit.exponent_) return false;
  // At most 20 digits: those of a 64-bit integer, or 17 of a double.
  std::uint64_t modulus = 0;
  std::from_chars(unit.digits_.data(), unit.digits_.data() + unit.digits_.size(), modulus);
  std::uint64_t rest = 0;
  for (const char c : digits_) {
    rest = add_modulo(ten_times_modulo(rest, modulus),
                      static_cast<std::uint64_t>(c - '0') % modulus, modulus);
  }
  for (int power = unit.exponent_; power < exponent_; ++power) {
    rest = ten_times_modulo(rest, modulus);
  }
  return rest == 0;
}

std::string Decimal::text() const {
  return (is_negative_ ? "-" : "") + digits_ + "e" + std::to_string(exponent_);
}

// Sizes of numbers that are not zero, without their signs.
std::strong_ordering Decimal::compare_size(const Decimal& other) const {
  const auto magnitude = [](const Decimal& each) {
    return static_cast<int>(each.digits_.size()) + each.exponent_;
  };
  if (const auto order = magnitude(*this) <=> magnitude(other); order != 0) return order;
  return digits_.compare(other.digits_) <=> 0;
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  const auto sign = [](const Decimal& each) {
    if (each.is_zero()) return 0;
    return each.is_negative_ ? -1 : 1;
  };
  if (const auto order = sign(a) <=> sign(b); order != 0 || a.is_zero()) return order;
  return a.is_negative_ ? b.compare_size(a) : a.compare_size(b);
}

}  // namespace assay
