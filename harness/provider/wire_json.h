// Reading JSON that strangers sent, with simdjson. The one place of provider/
// that includes it: dialects see WireValue, whose functions are total (a missing
// field, a null and a wrong type all read as absent), so that no reply, however
// odd, needs an error path of its own.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

// Part of a document of parse_wire(); lives as long as that document.
class WireValue {
 public:
  WireValue() = default;  // absent
  explicit WireValue(simdjson::dom::element element) : element_(element) {}

  // The field of that name; absent when this is no object or has none.
  WireValue operator[](std::string_view name) const;

  // What a JSON Pointer (RFC 6901) points at; absent where it points at nothing.
  WireValue at(std::string_view pointer) const;

  bool is_absent() const { return !element_; }
  bool is_object() const { return element_ && element_->is_object(); }
  bool is_array() const { return element_ && element_->is_array(); }
  bool is_string() const { return element_ && element_->is_string(); }
  bool is_null() const { return !element_ || element_->is_null(); }  // or absent
  // What `if (value)` means in the SDKs: not null, false, 0, "", {} or [].
  bool truthy() const;

  std::string_view text() const;  // "" unless a string
  std::optional<double> number() const;
  std::optional<std::int64_t> integer() const;
  // A plausible number of tokens: an integer in [0, 1e12], else nothing.
  std::optional<std::int64_t> token_count() const;
  bool is_true() const;

  // The value as text: a string as it is, anything else as JSON, absent as "".
  std::string as_text() const;
  std::string as_json() const;  // "" when absent

  // First element of an array that has one.
  WireValue first() const;
  template <class Visit>
  void for_each(const Visit& visit) const {
    if (!is_array()) return;
    for (const simdjson::dom::element item : simdjson::dom::array(*element_)) {
      visit(WireValue(item));
    }
  }
  // Calls `visit` with the name and the value of each member of an object.
  template <class Visit>
  void for_each_member(const Visit& visit) const {
    if (!is_object()) return;
    for (const auto [name, value] : simdjson::dom::object(*element_)) {
      visit(name, WireValue(value));
    }
  }

 private:
  std::optional<simdjson::dom::element> element_;
};

// `text` without the white space (DeepSeek's keep-alive blank lines) and byte
// order marks that may come before a document or a stream.
std::string_view skip_prelude(std::string_view text);

// Parses one document; the tree lives until this thread parses the next one.
// skip_prelude() is applied. Invalid UTF-8, lone surrogates and numbers beyond 64
// bits are repaired rather than refused: they are the model's or the upstream's
// slip, and the reply was paid for. Such a number is a text of its digits then. Absent when it is
// no JSON, or nested deeper than kMaxJsonDepth.
WireValue parse_wire(std::string_view text);

// The text of the number at usage.cost of a document, or at usage.cost.total_cost,
// exactly as sent (a double would round it); "" when there is none.
std::string raw_usage_cost(std::string_view text);

}  // namespace assay
