#include "harness/provider/dialects/written_tools.h"

#include <utility>

namespace assay {

Result<const Json*> function_of_tool(const Json& tool) {
  if (!tool.is_object()) return usage_error("each of `tools` is an object");
  if (!tool.contains("function")) return nullptr;
  const Json& function = tool["function"];
  if (!function.is_object() || !function.contains("name"))
    return usage_error("a function among `tools` has no name");
  return &function;
}

Result<Json> translate_each_tool(const Json& tools, Result<Json> (*translate)(const Json& tool)) {
  if (!tools.is_array()) return usage_error("`tools` is a list");
  Json translated = Json::array();
  for (const Json& tool : tools) {
    ASSAY_TRY(Json one, translate(tool));
    translated.push_back(std::move(one));
  }
  return translated;
}

Result<std::optional<Json>> function_of_choice(const Json& choice) {
  if (!choice.is_object())
    return usage_error("tool_choice is auto, none, required, or an object that names a function");
  if (!choice.contains("function")) return std::optional<Json>();
  const Json& function = choice["function"];
  if (!function.is_object() || !function.contains("name"))
    return usage_error("tool_choice names no function");
  return std::optional<Json>(function["name"]);
}

}  // namespace assay
