// Scalars and small values, typed by the field they stand in.
//
// Text is kept as written (`no`, `012`). Integers are decimal whatever their
// leading zeros; numbers and booleans must be unquoted, booleans are true or
// false. Null (nothing, ~, null) is no value for any of them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/json.h"
#include "harness/base/money.h"
#include "harness/yaml/tree.h"

namespace assay {

// Inclusive bounds of a number.
struct NumberBounds {
  std::optional<double> low;
  std::optional<double> high;
};

// Each reads one node and, when it is not what the field wants, says so at its
// place and returns nothing. `field` is how messages call it: "'repeats'".
class ScalarReader {
 public:
  explicit ScalarReader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  std::optional<std::string> text(const YamlNode& node, std::string_view field) const;
  std::optional<std::int64_t> integer(const YamlNode& node, std::string_view field,
                                      const NumberBounds& bounds = {}) const;
  std::optional<double> number(const YamlNode& node, std::string_view field,
                               const NumberBounds& bounds = {}) const;
  // A share of 1, such as a rate. 95 and 95% are no shares, and get advice.
  std::optional<double> share(const YamlNode& node, std::string_view field,
                              const NumberBounds& bounds = {0, 1}) const;
  std::optional<bool> boolean(const YamlNode& node, std::string_view field) const;
  // One of `choices`, as its index.
  std::optional<std::size_t> choice(const YamlNode& node, std::string_view field,
                                    const std::vector<std::string>& choices) const;
  // As parse_duration() reads it.
  std::optional<milliseconds> duration(const YamlNode& node, std::string_view field) const;
  // USD, exact to 1e-12; and USD per 1M tokens as the price of one.
  std::optional<Money> usd(const YamlNode& node, std::string_view field) const;
  std::optional<Money> usd_per_million(const YamlNode& node, std::string_view field) const;

 private:
  bool unquoted(const YamlNode& node, std::string_view field, std::string_view kind) const;
  bool within(const YamlNode& node, std::string_view field, double value,
              const NumberBounds& bounds) const;

  Diagnostics& diagnostics_;
};

// What a node is, for "must be a list, not a map".
std::string describe(const YamlNode& node);
// The readings themselves.
std::optional<std::int64_t> integer_from(std::string_view text);
std::optional<double> number_from(std::string_view text);
std::optional<bool> boolean_from(std::string_view text);
// "at least 0", "between 0 and 2", for messages; "" without bounds.
std::string bounds_text(const NumberBounds& bounds);

// Any node as JSON: a plain scalar is true, false, null or a number where it is
// spelt as JSON spells them, and text otherwise (so `012` and `no` are text, and
// so is a number too long to be held exactly: json_number.h).
Json to_json(const YamlNode& node);
// The same with every scalar kept as text, as variables are.
Json to_text_json(const YamlNode& node);

}  // namespace assay
