#include "harness/base/ordered_json.h"

#include <algorithm>
#include <string>

namespace assay {
namespace {

bool has_big_map(const Json& value) {
  if (!value.is_structured()) return false;
  if (value.is_object() && value.size() > kMaxOrderedKeys) return true;
  return std::any_of(value.begin(), value.end(), has_big_map);
}

}  // namespace

Result<OrderedJson> parse_ordered_json(std::string_view text, std::size_t max_depth) {
  // Whether it can be read, and what is wrong with it, is said in one place.
  ASSAY_TRY(const Json sorted, parse_json(text, max_depth));
  if (has_big_map(sorted))
    return usage_error("JSON has a map of more than " + std::to_string(kMaxOrderedKeys) + " keys");
  return OrderedJson::parse(text);
}

std::string dump_ordered_json(const OrderedJson& value) {
  return value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

}  // namespace assay
