#include "harness/import/outputs/promptfoo_assertions.h"

#include <array>
#include <string_view>
#include <utility>

#include "harness/base/text.h"
#include "harness/import/outputs/read_values.h"

namespace assay {
namespace {

enum class Takes { nothing, text, texts, number };

struct AssertionRow {
  std::string_view type;         // promptfoo's
  std::string_view expectation;  // assay's
  std::string_view argument;
  Takes takes;
};
constexpr std::array kAssertions = {
    AssertionRow{"equals", "equals", "text", Takes::text},
    AssertionRow{"contains", "contains", "text", Takes::text},
    AssertionRow{"icontains", "icontains", "text", Takes::text},
    AssertionRow{"contains-all", "contains_all", "texts", Takes::texts},
    AssertionRow{"contains-any", "contains_any", "texts", Takes::texts},
    AssertionRow{"icontains-all", "contains_all", "texts", Takes::texts},
    AssertionRow{"icontains-any", "contains_any", "texts", Takes::texts},
    AssertionRow{"starts-with", "starts_with", "text", Takes::text},
    AssertionRow{"regex", "regex", "pattern", Takes::text},
    AssertionRow{"is-json", "json_schema", "schema", Takes::nothing},
    AssertionRow{"latency", "latency_ms", "at_most", Takes::number},
    AssertionRow{"cost", "cost_usd", "at_most", Takes::number},
};

// {{name}} of a variable that the test has means the same in both; other braces do not.
bool is_plain(std::string_view text, const Json& vars) {
  for (std::size_t at = 0; (at = text.find('{', at)) != std::string_view::npos; ++at) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("{%") || rest.starts_with("{#")) return false;
    if (!rest.starts_with("{{")) continue;
    const std::size_t end = rest.find("}}");
    if (end == std::string_view::npos) return false;
    if (!vars.contains(std::string(trim(rest.substr(2, end - 2))))) return false;
    at += end;
  }
  return true;
}

std::optional<Json> argument_of(const Json& value, Takes takes, const Json& vars) {
  if (takes == Takes::number) return value.is_number() ? std::optional(value) : std::nullopt;
  if (takes == Takes::text) {
    const bool fits = value.is_string() && !value.get_ref<const std::string&>().empty() &&
                      is_plain(value.get_ref<const std::string&>(), vars) &&
                      !value.get_ref<const std::string&>().starts_with("file://");
    return fits ? std::optional(value) : std::nullopt;
  }
  if (!value.is_array() || value.empty()) return std::nullopt;
  for (const Json& each : value)
    if (!argument_of(each, Takes::text, vars)) return std::nullopt;
  return value;
}

}  // namespace

PromptfooAssertion import_promptfoo_assertion(const Json& assertion, const Json& vars) {
  const std::string type = text_of(field_of(assertion, "type"));
  const bool is_not = type.starts_with("not-");
  const std::string_view name = std::string_view(type).substr(is_not ? 4 : 0);
  for (const AssertionRow& row : kAssertions) {
    if (row.type != name) continue;
    const bool is_number = row.takes == Takes::number;
    const Json& value = field_of(assertion, is_number ? "threshold" : "value");
    if (!field_of(assertion, "transform").is_null())
      return {std::nullopt, excerpt(type, 40) + " with a transform"};
    Json arguments = Json::object();
    if (row.takes == Takes::nothing) {
      if (!value.is_null() && !value.is_object())
        return {std::nullopt, excerpt(type, 40) + " with a schema that is no object"};
      if (!value.is_null()) arguments["schema"] = value;
    } else {
      std::optional<Json> argument = argument_of(value, row.takes, vars);
      if (!argument) return {std::nullopt, excerpt(type, 40) + " with a value that is not plain"};
      arguments[std::string(row.argument)] = std::move(*argument);
    }
    if (name == "equals") arguments["exact"] = true;  // to the byte there
    if (type.find("icontains-") != std::string::npos) arguments["ignore_case"] = true;
    Json item = {{std::string(row.expectation), std::move(arguments)}};
    // Any JSON: something is at its root.
    if (row.takes == Takes::nothing && value.is_null()) item = {{"json", "$"}};
    if (is_not) item = {{"not", std::move(item)}};
    for (const char* const key : {"weight", "metric"})
      if (const Json& said = field_of(assertion, key); !said.is_null()) item[key] = said;
    return {std::move(item), ""};
  }
  return {std::nullopt, excerpt(type, 40)};
}

}  // namespace assay
