// Numbers of JSON as the decimals they are written in: 19.99 is a multiple of
// 0.01, 1.0 and 1e2 are integers, and 9007199254740993 is not ...992, which
// arithmetic on doubles gets wrong.
#pragma once

#include <compare>
#include <string>

#include "harness/base/json.h"

namespace assay {

// sign * digits * 10^exponent, in one spelling a value: no zeros at either end
// of `digits`, which is empty for zero.
class Decimal {
 public:
  // Of an integer, its digits; of a double, the shortest decimal that reads back
  // as it. `number` must be a JSON number.
  static Decimal of(const Json& number);

  bool is_zero() const { return digits_.empty(); }
  bool is_negative() const { return is_negative_; }
  bool is_integer() const { return exponent_ >= 0; }
  // Whether this is a whole number of times `unit`, which is not zero. Exact, in
  // a step for each power of ten between them.
  bool is_multiple_of(const Decimal& unit) const;

  // One text a value: "-1999e-2".
  std::string text() const;

  friend bool operator==(const Decimal&, const Decimal&) = default;
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);

 private:
  std::strong_ordering compare_size(const Decimal& other) const;

  bool is_negative_ = false;
  std::string digits_;
  int exponent_ = 0;
};

}  // namespace assay
