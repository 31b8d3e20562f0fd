#include "harness/yaml/scalar.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/duration.h"
#include "harness/base/json_number.h"
#include "harness/base/mark.h"
#include "harness/base/spelling.h"
#include "harness/base/text.h"

namespace assay {
namespace {

Json plain_scalar(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  if (std::optional<Json> number = json_number(text)) return std::move(*number);
  return std::string(text);
}

template <class Scalar>
Json convert(const YamlNode& node, Scalar scalar) {
  switch (node.kind) {
    case YamlNode::Kind::null:
      return nullptr;
    case YamlNode::Kind::scalar:
      return scalar(node);
    case YamlNode::Kind::list: {
      Json list = Json::array();
      for (const YamlNode* item : node.children) list.push_back(convert(*item, scalar));
      return list;
    }
    case YamlNode::Kind::map:
      break;
  }
  Json map = Json::object();
  for (std::size_t i = 0; i < node.entries(); ++i) {
    map[std::string(node.key(i).text)] = convert(node.value(i), scalar);
  }
  return map;
}

std::string bound_text(double bound) {
  const Json exact = canonical_number(bound);  // 1000000, not 1e+06
  return exact.is_number_integer() ? dump_json(exact) : format_number(bound);
}

}  // namespace

std::string describe(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::null:
      return "nothing";
    case YamlNode::Kind::list:
      return "a list";
    case YamlNode::Kind::map:
      return "a map";
    case YamlNode::Kind::scalar:
      break;
  }
  return fmt::format("'{}'", excerpt(node.text, 40));
}

std::optional<std::int64_t> integer_from(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  const std::optional<long long> value = parse_integer(text);
  if (!value) return std::nullopt;
  return static_cast<std::int64_t>(*value);
}

std::optional<double> number_from(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  return parse_number(text);
}

std::optional<bool> boolean_from(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return std::nullopt;
}

std::string bounds_text(const NumberBounds& bounds) {
  if (bounds.low && bounds.high) {
    return fmt::format("between {} and {}", bound_text(*bounds.low), bound_text(*bounds.high));
  }
  if (bounds.low) return "at least " + bound_text(*bounds.low);
  if (bounds.high) return "at most " + bound_text(*bounds.high);
  return {};
}

Json to_json(const YamlNode& node) {
  return convert(node, [](const YamlNode& scalar) {
    return scalar.plain ? plain_scalar(scalar.text) : Json(std::string(scalar.text));
  });
}

Json to_text_json(const YamlNode& node) {
  return convert(node, [](const YamlNode& scalar) { return Json(std::string(scalar.text)); });
}

std::optional<std::string> ScalarReader::text(const YamlNode& node, std::string_view field) const {
  if (node.is_scalar()) return std::string(node.text);
  const std::string_view hint = node.is_null() ? "; quote it to mean the text" : "";
  diagnostics_.error(node.position(),
                     fmt::format("{} must be text, not {}{}", field, describe(node), hint));
  return std::nullopt;
}

bool ScalarReader::unquoted(const YamlNode& node, std::string_view field,
                            std::string_view kind) const {
  if (!node.is_scalar()) {
    diagnostics_.error(node.position(),
                       fmt::format("{} must be {}, not {}", field, kind, describe(node)));
    return false;
  }
  if (!node.plain) {
    diagnostics_.error(node.position(),
                       fmt::format("{} must be {}, not the text \"{}\"; drop the quotes", field,
                                   kind, excerpt(node.text, 40)));
    return false;
  }
  return true;
}

bool ScalarReader::within(const YamlNode& node, std::string_view field, double value,
                          const NumberBounds& bounds) const {
  if ((!bounds.low || value >= *bounds.low) && (!bounds.high || value <= *bounds.high)) return true;
  diagnostics_.error(node.position(), fmt::format("{} must be {}, not {}", field,
                                                  bounds_text(bounds), excerpt(node.text, 40)));
  return false;
}

std::optional<std::int64_t> ScalarReader::integer(const YamlNode& node, std::string_view field,
                                                  const NumberBounds& bounds) const {
  if (!unquoted(node, field, "an integer")) return std::nullopt;
  const std::optional<std::int64_t> value = integer_from(node.text);
  if (!value) {
    diagnostics_.error(node.position(),
                       fmt::format("{} must be an integer, not {}", field, describe(node)));
    return std::nullopt;
  }
  if (!within(node, field, static_cast<double>(*value), bounds)) return std::nullopt;
  return value;
}

std::optional<double> ScalarReader::number(const YamlNode& node, std::string_view field,
                                           const NumberBounds& bounds) const {
  if (!unquoted(node, field, "a number")) return std::nullopt;
  const std::optional<double> value = number_from(node.text);
  if (!value) {
    diagnostics_.error(node.position(),
                       fmt::format("{} must be a number, not {}", field, describe(node)));
    return std::nullopt;
  }
  if (!within(node, field, *value, bounds)) return std::nullopt;
  return value;
}

std::optional<double> ScalarReader::share(const YamlNode& node, std::string_view field,
                                          const NumberBounds& bounds) const {
  const bool has_sign = node.is_scalar() && node.text.ends_with('%');
  const std::optional<double> percent =
      has_sign ? number_from(trim(node.text.substr(0, node.text.size() - 1)))
               : number_from(node.text);
  const bool is_percent = node.is_scalar() && percent && (has_sign || *percent >= 2) &&
                          *percent >= 0 && *percent / 100 <= bounds.high.value_or(1);
  if (!is_percent) return number(node, field, bounds);
  diagnostics_.error(node.position(), fmt::format("{} must be {}, not {}; did you mean {}?", field,
                                                  bounds_text(bounds), excerpt(node.text, 40),
                                                  format_number(*percent / 100)));
  return std::nullopt;
}

std::optional<bool> ScalarReader::boolean(const YamlNode& node, std::string_view field) const {
  if (!unquoted(node, field, "true or false")) return std::nullopt;
  const std::optional<bool> value = boolean_from(node.text);
  if (!value) {
    diagnostics_.error(node.position(),
                       fmt::format("{} must be true or false, not {}", field, describe(node)));
  }
  return value;
}

std::optional<std::size_t> ScalarReader::choice(const YamlNode& node, std::string_view field,
                                                const std::vector<std::string>& choices) const {
  const std::optional<std::string> word = text(node, field);
  if (!word) return std::nullopt;
  const auto found = std::find(choices.begin(), choices.end(), *word);
  if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
  diagnostics_.error(node.position(),
                     fmt::format("{} must be one of {}{}", field, join(choices, ", "),
                                 did_you_mean(word->substr(0, 60), choices)));
  return std::nullopt;
}

std::optional<milliseconds> ScalarReader::duration(const YamlNode& node,
                                                   std::string_view field) const {
  if (!node.is_scalar()) {
    diagnostics_.error(node.position(), fmt::format("{} must be a duration such as 30m, not {}",
                                                    field, describe(node)));
    return std::nullopt;
  }
  const Result<milliseconds> value = parse_duration(node.text);
  if (value) return *value;
  diagnostics_.error(node.position(), fmt::format("{} {}", field, value.error().message));
  return std::nullopt;
}

std::optional<Money> ScalarReader::usd(const YamlNode& node, std::string_view field) const {
  if (!unquoted(node, field, "an amount of USD")) return std::nullopt;
  const std::optional<Money> value = parse_usd(node.text);
  if (!value) {
    diagnostics_.error(
        node.position(),
        fmt::format("{} must be an amount of USD such as 2.50, not {}", field, describe(node)));
  }
  return value;
}

std::optional<Money> ScalarReader::usd_per_million(const YamlNode& node,
                                                   std::string_view field) const {
  if (!unquoted(node, field, "a price")) return std::nullopt;
  const std::optional<Money> value = parse_usd_per_million(node.text);
  if (!value) {
    ASSAY_MARK("yaml.price_refused");
    diagnostics_.error(node.position(),
                       fmt::format("{} must be a price in USD per 1M tokens such as 0.15, not {}",
                                   field, describe(node)));
  }
  return value;
}

}  // namespace assay
