#include "harness/score/arguments.h"

#include <fmt/format.h>

#include "harness/base/text.h"
#include "harness/score/number.h"

namespace assay {
namespace {

constexpr std::size_t kQuoteCodePoints = 60;

std::string scalar_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return dump_json(value);
}

}  // namespace

const Json* find_argument(const Json& arguments, std::string_view name) {
  if (!arguments.is_object()) return nullptr;
  const auto found = arguments.find(name);
  if (found == arguments.end() || found->is_null()) return nullptr;
  return &*found;
}

std::optional<std::string> text_argument(const Json& arguments, std::string_view name) {
  const Json* value = find_argument(arguments, name);
  if (value == nullptr) return std::nullopt;
  return scalar_text(*value);
}

Result<std::vector<std::string>> texts_argument(const Json& arguments, std::string_view name) {
  std::vector<std::string> texts;
  if (const Json* value = find_argument(arguments, name); value != nullptr) {
    if (value->is_array()) {
      for (const Json& item : *value) texts.push_back(scalar_text(item));
    } else {
      texts.push_back(scalar_text(*value));
    }
  }
  if (texts.empty()) return usage_error(fmt::format("'{}' needs at least one text", name));
  return texts;
}

Result<std::optional<double>> number_argument(const Json& arguments, std::string_view name) {
  const Json* value = find_argument(arguments, name);
  if (value == nullptr) return std::optional<double>();
  if (value->is_number()) return std::optional<double>(value->get<double>());
  const std::string text = scalar_text(*value);
  const std::optional<double> number = read_number(text);
  if (!number) {
    return usage_error(fmt::format("'{}' must be one number, and {} is not", name, quote(text)));
  }
  return number;
}

Result<bool> flag_argument(const Json& arguments, std::string_view name, bool otherwise) {
  const Json* value = find_argument(arguments, name);
  if (value == nullptr) return otherwise;
  if (value->is_boolean()) return value->get<bool>();
  const std::string text = scalar_text(*value);
  if (text == "true") return true;
  if (text == "false") return false;
  return usage_error(fmt::format("'{}' must be true or false, not {}", name, quote(text)));
}

std::string quote(std::string_view text) {
  return fmt::format("'{}'", excerpt(text, kQuoteCodePoints));
}

}  // namespace assay
