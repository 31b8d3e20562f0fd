#include "harness/provider/wire_json.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "harness/base/encoding.h"
#include "harness/base/json.h"
#include "harness/base/json_number.h"
#include "harness/base/mark.h"
#include "harness/base/text.h"

namespace assay {
namespace {

namespace dom = simdjson::dom;

constexpr std::int64_t kMostTokens = 1'000'000'000'000;

// Above this a parser's buffers (about ten bytes a byte) are not kept.
constexpr std::size_t kKeptCapacity = std::size_t{1} << 20;

// Parser buffers are reused: a stream parses hundreds of small documents.
class ThreadParser {
 public:
  simdjson::simdjson_result<dom::element> parse(std::string_view text) {
    if (parser_ == nullptr || parser_->capacity() > kKeptCapacity) {
      parser_ = std::make_unique<dom::parser>();
      if (const auto error = parser_->allocate(4096, kMaxJsonDepth)) return error;
    }
    return parser_->parse(text.data(), text.size());  // copies, and so pads
  }

 private:
  std::unique_ptr<dom::parser> parser_;
};

bool is_surrogate(std::string_view hex, char low, char high) {
  const char first = hex[0];
  const char second = hex[1] >= 'a' ? static_cast<char>(hex[1] - 'a' + 'A') : hex[1];
  return (first == 'd' || first == 'D') && second >= low && second <= high;
}

// Replaces every \uD800-\uDFFF escape without its partner by \uFFFD. Upstreams
// that cut a token inside an emoji send them.
std::string repair_surrogates(std::string_view text) {
  std::string repaired(text);
  for (std::size_t at = 0; at + 1 < repaired.size(); ++at) {
    if (repaired[at] != '\\') continue;
    const std::string_view rest = std::string_view(repaired).substr(at + 1);
    if (rest[0] != 'u' || rest.size() < 5) {
      ++at;  // an escaped character; "\\" must not start another escape
      continue;
    }
    if (is_surrogate(rest.substr(1), '8', 'B') && rest.size() >= 11 && rest[5] == '\\' &&
        rest[6] == 'u' && is_surrogate(rest.substr(7), 'C', 'F')) {
      at += 11;
      continue;
    }
    if (is_surrogate(rest.substr(1), '8', 'F')) repaired.replace(at + 2, 4, "FFFD");
    at += 5;
  }
  return repaired;
}

std::optional<std::string> repair(std::string_view text, simdjson::error_code error) {
  ASSAY_MARK_IF(error == simdjson::DEPTH_ERROR, "wire.too_deep");
  if (error == simdjson::UTF8_ERROR) return to_valid_utf8(text);
  if (error == simdjson::STRING_ERROR) {
    ASSAY_MARK("wire.surrogate_replaced");
    return repair_surrogates(text);
  }
  if (error == simdjson::NUMBER_ERROR) {
    ASSAY_MARK("wire.number_repaired");
    return long_numbers_as_texts(text);
  }
  return std::nullopt;
}

}  // namespace

std::string_view skip_prelude(std::string_view text) {
  for (;;) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    if (!text.starts_with(kByteOrderMark)) return text;
    ASSAY_MARK("wire.byte_order_mark");
    text.remove_prefix(kByteOrderMark.size());
  }
}

WireValue parse_wire(std::string_view text) {
  thread_local ThreadParser parser;
  const std::string_view document = skip_prelude(text);
  if (document.empty()) return {};
  auto result = parser.parse(document);
  std::string repaired;
  // Twice, because a text can have both slips; each repair removes its kind.
  for (int round = 0; round < 2 && result.error() != simdjson::SUCCESS; ++round) {
    std::optional<std::string> again =
        repair(round == 0 ? document : std::string_view(repaired), result.error());
    if (!again) return {};
    repaired = std::move(*again);
    result = parser.parse(repaired);
  }
  if (result.error() != simdjson::SUCCESS) return {};
  return WireValue(result.value_unsafe());
}

std::string raw_usage_cost(std::string_view text) {
  try {
    simdjson::ondemand::parser parser;
    const simdjson::padded_string padded(skip_prelude(text));
    simdjson::ondemand::document document;
    if (parser.iterate(padded).get(document)) return "";
    simdjson::ondemand::value cost;
    if (document["usage"]["cost"].get(cost)) return "";
    if (cost.type() == simdjson::ondemand::json_type::object && cost["total_cost"].get(cost)) {
      return "";
    }
    std::string_view token;
    if (cost.type() == simdjson::ondemand::json_type::string) {
      if (cost.get_string().get(token)) return "";
      return std::string(trim(token));
    }
    if (cost.type() != simdjson::ondemand::json_type::number) return "";
    return std::string(trim(cost.raw_json_token()));
  } catch (const simdjson::simdjson_error&) {
    return "";
  }
}

WireValue WireValue::operator[](std::string_view name) const {
  if (!is_object()) return {};
  dom::element field;
  if (element_->at_key(name).get(field) != simdjson::SUCCESS) return {};
  return WireValue(field);
}

WireValue WireValue::at(std::string_view pointer) const {
  dom::element found;
  if (!element_ || element_->at_pointer(pointer).get(found) != simdjson::SUCCESS) return {};
  return WireValue(found);
}

bool WireValue::truthy() const {
  if (is_null()) return false;
  switch (element_->type()) {
    case dom::element_type::BOOL:
      return is_true();
    case dom::element_type::STRING:
      return !text().empty();
    case dom::element_type::ARRAY:
      return dom::array(*element_).size() != 0;
    case dom::element_type::OBJECT:
      return dom::object(*element_).size() != 0;
    default:
      return number().value_or(0) != 0;
  }
}

std::string_view WireValue::text() const {
  std::string_view value;
  if (!element_ || element_->get_string().get(value) != simdjson::SUCCESS) return {};
  return value;
}

std::optional<double> WireValue::number() const {
  double value = 0;
  if (!element_ || element_->get_double().get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

std::optional<std::int64_t> WireValue::integer() const {
  std::int64_t value = 0;
  if (element_ && element_->get_int64().get(value) == simdjson::SUCCESS) return value;
  const std::optional<double> real = number();  // 12.0 is an integer to some servers
  if (!real || std::trunc(*real) != *real || std::fabs(*real) > 9e15) return std::nullopt;
  return static_cast<std::int64_t>(*real);
}

std::optional<std::int64_t> WireValue::token_count() const {
  const std::optional<std::int64_t> count = integer();
  if (!count || *count < 0 || *count > kMostTokens) return std::nullopt;
  return count;
}

bool WireValue::is_true() const {
  bool value = false;
  return element_ && element_->get_bool().get(value) == simdjson::SUCCESS && value;
}

std::string WireValue::as_text() const {
  if (is_null()) return "";
  return is_string() ? std::string(text()) : as_json();
}

std::string WireValue::as_json() const {
  return element_ ? std::string(simdjson::minify(*element_)) : "";
}

WireValue WireValue::first() const {
  if (!is_array()) return {};
  dom::element item;
  if (dom::array(*element_).at(0).get(item) != simdjson::SUCCESS) return {};
  return WireValue(item);
}

}  // namespace assay
