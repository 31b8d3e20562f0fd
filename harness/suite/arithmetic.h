// Arithmetic over named numbers, as `derived_metrics` write it: numbers, names, + - * /,
// parentheses, min(a, b, ...) and max(a, b, ...). Nothing else: it is no code. A name is
// letters, digits, '_' and '.', the first no digit; any other is written 'in quotes'.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"

namespace assay {

class Arithmetic {
 public:
  struct Name {
    std::string text;
    std::size_t at = 0;  // where it is first written, in characters from 1
  };

  // A usage error says where: "at character 7: ...". Bounded: kMaxBytes of text, and
  // kMaxDepth parentheses and signs in each other.
  static Result<Arithmetic> parse(std::string_view text);
  static constexpr std::size_t kMaxBytes = 2000;
  static constexpr std::size_t kMaxDepth = 50;

  // Each once, in the order written.
  const std::vector<Name>& names() const { return names_; }

  // Of numbers for names(), in that order. Nothing where it divides by zero or a result is
  // not finite: undefined, and not 0.
  std::optional<double> of(std::span<const double> values) const;

 private:
  friend class ArithmeticParser;

  enum class Operation { number, name, add, subtract, multiply, divide, negate, min, max };
  struct Step {  // of a stack machine
    Operation operation;
    double number = 0;
    std::size_t name = 0;  // in names_
  };

  std::vector<Step> steps_;
  std::vector<Name> names_;
};

}  // namespace assay
