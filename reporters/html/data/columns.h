// JSON in columns: one array a field, written a value at a time.
#pragma once

#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/base/money.h"
#include "harness/base/redact.h"
#include "harness/base/text.h"

namespace assay::html {

// A JSON array that grows by one value at a time.
class Column {
 public:
  void add(std::int64_t value) { append(std::to_string(value)); }
  void add(std::string_view text) {
    std::string quoted;
    append_json_string(quoted, contains_secret(text) ? redact(text) : text);
    append(quoted);
  }
  // Rounded to `decimals`; absent is null.
  void add(const std::optional<double>& value, int decimals) {
    if (!value || !std::isfinite(*value)) return append("null");
    const double unit = std::pow(10, decimals);
    append(format_number(std::round(*value * unit) / unit));
  }
  void add(const std::optional<std::int64_t>& value) {
    append(value ? std::to_string(*value) : "null");
  }
  void add(const std::optional<Money>& money) { append(money ? to_usd(*money) : "null"); }
  void add_json(std::string_view json) { append(json); }
  std::string json() const { return "[" + values_ + "]"; }

 private:
  void append(std::string_view value) {
    if (!values_.empty()) values_ += ',';
    values_ += value;
  }
  std::string values_;
};

// Short words that recur (finish reasons, expectation names), by number.
class Words {
 public:
  std::int64_t add(const std::string& word) {
    const auto [known, is_new] =
        numbers_.try_emplace(word, static_cast<std::int64_t>(numbers_.size()));
    if (is_new) column_.add(std::string_view(word));
    return known->second;
  }
  std::string json() const { return column_.json(); }

 private:
  std::map<std::string, std::int64_t> numbers_;
  Column column_;
};

// The fields of one JSON object, in the order they are put.
class Fields {
 public:
  void put(std::string_view name, std::string_view json) {
    text_ += text_.empty() ? "\"" : ",\"";
    text_ += name;
    text_ += "\":";
    text_ += json;
  }
  void put(std::string_view name, const Column& column) { put(name, column.json()); }
  std::string json() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

}  // namespace assay::html
