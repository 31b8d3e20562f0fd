#include "harness/score/json_schema_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_set>
#include <vector>

#include "harness/base/base64.h"
#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/decimal.h"
#include "harness/score/json_schema_format.h"
#include "harness/score/json_schema_pattern.h"

namespace assay {
namespace {

// Equal values have equal texts: 1 and 1.0, and maps in any order.
std::string canonical(const Json& value) {
  if (value.is_number()) return Decimal::of(value).text();
  if (!value.is_structured()) return dump_json(value);
  std::string text(1, value.is_array() ? '[' : '{');
  for (const auto& [name, item] : value.items()) {
    if (value.is_object()) {
      append_json_string(text, name);
      text += ':';
    }
    text += canonical(item);
    text += ',';
  }
  return text;
}

bool is_of_type(const Json& value, std::string_view type) {
  if (type == "integer") return value.is_number() && Decimal::of(value).is_integer();
  if (type == "number") return value.is_number();
  return type == value.type_name();  // nlohmann's names are JSON Schema's
}

constexpr std::array<std::string_view, 7> kTypes = {"null",   "boolean", "object", "array",
                                                    "number", "string",  "integer"};

Result<SchemaRule> read_type(const Json& argument) {
  std::vector<std::string> types;
  for (const Json& type : argument.is_array() ? argument : Json::array({argument})) {
    const std::string name = type.is_string() ? type.get<std::string>() : dump_json(type);
    if (std::find(kTypes.begin(), kTypes.end(), name) == kTypes.end()) {
      return usage_error(fmt::format("{} is no type{}", quote(name),
                                     did_you_mean(name, {kTypes.begin(), kTypes.end()})));
    }
    types.push_back(name);
  }
  if (types.empty()) return usage_error("'type' lists no type");
  return SchemaRule{[types](const Json& value) {
                      return std::any_of(types.begin(), types.end(), [&](const std::string& type) {
                        return is_of_type(value, type);
                      });
                    },
                    "is not of type " + join(types, " or ")};
}

// --- numbers ---

using Comparison = bool (*)(const Decimal& value, const Decimal& bound);

bool at_most(const Decimal& value, const Decimal& bound) {
  return value <= bound;
}
bool at_least(const Decimal& value, const Decimal& bound) {
  return value >= bound;
}
bool below(const Decimal& value, const Decimal& bound) {
  return value < bound;
}
bool above(const Decimal& value, const Decimal& bound) {
  return value > bound;
}

template <Comparison kHolds>
Result<SchemaRule> read_bound(const Json& argument, std::string_view violation) {
  if (!argument.is_number()) return usage_error("a bound is a number");
  return SchemaRule{[bound = Decimal::of(argument)](const Json& value) {
                      return !value.is_number() || kHolds(Decimal::of(value), bound);
                    },
                    fmt::format("{} {}", violation, dump_json(argument))};
}

Result<SchemaRule> read_maximum(const Json& argument) {
  return read_bound<at_most>(argument, "is more than");
}
Result<SchemaRule> read_minimum(const Json& argument) {
  return read_bound<at_least>(argument, "is less than");
}
Result<SchemaRule> read_exclusive_maximum(const Json& argument) {
  return read_bound<below>(argument, "is not below");
}
Result<SchemaRule> read_exclusive_minimum(const Json& argument) {
  return read_bound<above>(argument, "is not above");
}

Result<SchemaRule> read_multiple_of(const Json& argument) {
  const Decimal unit = argument.is_number() ? Decimal::of(argument) : Decimal();
  if (unit.is_zero() || unit.is_negative()) return usage_error("'multipleOf' is a number above 0");
  return SchemaRule{[unit](const Json& value) {
                      return !value.is_number() || Decimal::of(value).is_multiple_of(unit);
                    },
                    "is no multiple of " + dump_json(argument)};
}

// --- texts ---

const std::string* text_of(const Json& value) {
  return value.get_ptr<const std::string*>();
}

Result<SchemaRule> read_max_length(const Json& argument) {
  const std::optional<Json> most = read_count(argument);
  if (!most) return usage_error("'maxLength' is a whole number from 0 on");
  return SchemaRule{[most = most->get<std::uint64_t>()](const Json& value) {
                      const std::string* text = text_of(value);
                      return text == nullptr || count_code_points(*text) <= most;
                    },
                    fmt::format("is longer than {} characters", dump_json(*most))};
}

Result<SchemaRule> read_min_length(const Json& argument) {
  const std::optional<Json> least = read_count(argument);
  if (!least) return usage_error("'minLength' is a whole number from 0 on");
  return SchemaRule{[least = least->get<std::uint64_t>()](const Json& value) {
                      const std::string* text = text_of(value);
                      return text == nullptr || count_code_points(*text) >= least;
                    },
                    fmt::format("is shorter than {} characters", dump_json(*least))};
}

Result<SchemaRule> read_pattern(const Json& argument) {
  const std::string* source = text_of(argument);
  if (source == nullptr) return usage_error("'pattern' is a text");
  ASSAY_TRY(Pattern pattern, compile_schema_pattern(*source));
  return SchemaRule{[pattern](const Json& value) {
                      const std::string* text = text_of(value);
                      return text == nullptr || pattern.matches(*text);
                    },
                    "does not match the pattern " + quote(*source)};
}

Result<SchemaRule> read_format(const Json& argument) {
  const std::string* name = text_of(argument);
  const FormatCheck check = name != nullptr ? find_format(*name) : nullptr;
  if (check == nullptr) {
    return usage_error(fmt::format("format {} is not checked ({} are); use 'pattern'",
                                   quote(name != nullptr ? *name : dump_json(argument)),
                                   format_names()));
  }
  return SchemaRule{[check](const Json& value) {
                      const std::string* text = text_of(value);
                      return text == nullptr || check(*text);
                    },
                    "is no valid " + *name};
}

Result<SchemaRule> read_content_encoding(const Json& argument) {
  if (argument != "base64") {
    return usage_error(fmt::format("contentEncoding {} is not checked (base64 is); leave it out",
                                   quote(dump_json(argument))));
  }
  return SchemaRule{[](const Json& value) {
                      const std::string* text = text_of(value);
                      return text == nullptr || from_base64(*text).has_value();
                    },
                    "is no base64"};
}

// --- whole values ---

Result<SchemaRule> read_enum(const Json& argument) {
  if (!argument.is_array() || argument.empty()) return usage_error("'enum' is a list of values");
  std::unordered_set<std::string> allowed;
  for (const Json& value : argument) allowed.insert(canonical(value));
  return SchemaRule{[allowed](const Json& value) { return allowed.contains(canonical(value)); },
                    "is none of " + excerpt(dump_json(argument), 80)};
}

Result<SchemaRule> read_const(const Json& argument) {
  return SchemaRule{
      [wanted = canonical(argument)](const Json& value) { return canonical(value) == wanted; },
      "is not " + excerpt(dump_json(argument), 80)};
}

Result<SchemaRule> read_unique_items(const Json& argument) {
  if (!argument.is_boolean()) return usage_error("'uniqueItems' is true or false");
  return SchemaRule{[is_asked = argument.get<bool>()](const Json& value) {
                      if (!is_asked || !value.is_array()) return true;
                      std::unordered_set<std::string> seen;
                      return std::all_of(value.begin(), value.end(), [&](const Json& item) {
                        return seen.insert(canonical(item)).second;
                      });
                    },
                    "has an item twice"};
}

struct KeywordRow {
  std::string_view keyword;
  Result<SchemaRule> (*read)(const Json& argument);
  bool looks_inside = false;
};

constexpr KeywordRow kRules[] = {
    {"type", read_type},
    {"multipleOf", read_multiple_of},
    {"maximum", read_maximum},
    {"exclusiveMaximum", read_exclusive_maximum},
    {"minimum", read_minimum},
    {"exclusiveMinimum", read_exclusive_minimum},
    {"maxLength", read_max_length},
    {"minLength", read_min_length},
    {"pattern", read_pattern},
    {"format", read_format},
    {"contentEncoding", read_content_encoding},
    {"enum", read_enum, true},
    {"const", read_const, true},
    {"uniqueItems", read_unique_items, true},
};

const KeywordRow* find_row(std::string_view keyword) {
  const auto found = std::find_if(std::begin(kRules), std::end(kRules),
                                  [&](const KeywordRow& row) { return row.keyword == keyword; });
  return found == std::end(kRules) ? nullptr : found;
}

}  // namespace

Result<std::optional<SchemaRule>> read_schema_rule(std::string_view keyword, const Json& argument) {
  const KeywordRow* row = find_row(keyword);
  if (row == nullptr) return std::optional<SchemaRule>();
  ASSAY_TRY(SchemaRule rule, row->read(argument));
  return std::optional<SchemaRule>(std::move(rule));
}

bool looks_inside(std::string_view keyword) {
  const KeywordRow* row = find_row(keyword);
  return row != nullptr && row->looks_inside;
}

std::optional<Json> read_count(const Json& argument) {
  constexpr double kMost = 9007199254740992;  // 2^53
  if (!argument.is_number()) return std::nullopt;
  const double count = argument.get<double>();
  if (!(count >= 0) || count > kMost || !Decimal::of(argument).is_integer()) return std::nullopt;
  return Json(static_cast<std::uint64_t>(count));
}

}  // namespace assay
