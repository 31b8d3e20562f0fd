#include "harness/score/wanted_call.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/json_document.h"

namespace assay {
namespace {

// A map that says it is a schema of an object; anything else is values.
bool is_schema(const Json& arguments) {
  return arguments.contains("$schema") ||
         (arguments.value("type", Json()) == "object" && arguments.contains("properties"));
}

// Maps may hold more than is wanted, at any depth; all else is equal.
bool includes(const Json& actual, const Json& wanted) {
  if (!wanted.is_object() || !actual.is_object()) return actual == wanted;
  for (const auto& [name, value] : wanted.items()) {
    const auto found = actual.find(name);
    if (found == actual.end() || !includes(*found, value)) return false;
  }
  return true;
}

}  // namespace

Result<WantedCall> read_wanted_call(const Json& written) {
  WantedCall wanted;
  wanted.name = text_argument(written, "name").value_or("");
  if (wanted.name.empty()) return usage_error("needs the 'name' of a tool");
  const Json* given = find_argument(written, "arguments");
  if (given == nullptr) return wanted;
  Json value = *given;
  if (value.is_string()) {  // a template rendered to JSON
    ASSAY_TRY(value, parse_json(given->get_ref<const std::string&>()));
  }
  if (!value.is_object()) return usage_error("'arguments' is a map of values, or a JSON Schema");
  if (is_schema(value)) {
    ASSAY_TRY(wanted.schema, JsonSchema::compile(value));
  } else {
    wanted.values = std::move(value);
  }
  return wanted;
}

CallFit fit_call(const WantedCall& wanted, const ToolCall& call) {
  using enum CallFit::Kind;
  if (call.name != wanted.name) return {differs, {}};
  if (!wanted.values && !wanted.schema) return {fits, {}};
  // A call without arguments is written as "" by some providers.
  const std::string_view written = trim(call.arguments);
  Result<Json> actual = parse_json(written.empty() ? "{}" : written);
  if (!actual) return {differs, fmt::format("its arguments {} are not JSON", quote(written))};
  if (wanted.schema) {
    JsonSchema::Verdict verdict = wanted.schema->check(*actual);
    if (verdict.kind == JsonSchema::Verdict::Kind::valid) return {fits, {}};
    const bool is_unable = verdict.kind == JsonSchema::Verdict::Kind::unable;
    return {is_unable ? unable : differs, "its arguments: " + verdict.reason};
  }
  if (includes(*actual, *wanted.values)) return {fits, {}};
  return {differs, fmt::format("its arguments are {}, not {}", quote_json(*actual),
                               quote_json(*wanted.values))};
}

std::string list_names(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 3;
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) {
    if (i > 0) list += ", ";
    list += quote(names[i]);
  }
  if (names.size() > kShown) list += fmt::format(" and {} more", names.size() - kShown);
  return list;
}

}  // namespace assay
