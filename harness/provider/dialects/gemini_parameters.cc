// What a suite sets, as Gemini's fields: parameters in OpenAI's shape are renamed and translated,
// `extra` is merged into them.
#include <algorithm>
#include <array>
#include <utility>

#include "harness/base/text.h"
#include "harness/provider/dialects/gemini_wire.h"
#include "harness/provider/dialects/written_tools.h"

namespace assay {
namespace {

constexpr const char* kConfig = "generationConfig";

struct ConfigName {
  std::string_view parameter;
  const char* field;  // of generationConfig
};
constexpr std::array kConfigNames = {
    ConfigName{"temperature", "temperature"},
    ConfigName{"top_p", "topP"},
    ConfigName{"top_k", "topK"},
    ConfigName{"max_tokens", "maxOutputTokens"},
    ConfigName{"frequency_penalty", "frequencyPenalty"},
    ConfigName{"presence_penalty", "presencePenalty"},
    ConfigName{"seed", "seed"},
};

// What `extra` may not say, and what says it instead. The API reads both spellings.
struct ReservedField {
  const char* field;
  std::string_view instead;
};
constexpr std::array kReservedFields = {
    ReservedField{"contents", "the prompt"},
    ReservedField{"systemInstruction", "the prompt"},
    ReservedField{"system_instruction", "the prompt"},
    ReservedField{"generation_config", "generationConfig"},
    ReservedField{"tool_config", "toolConfig"},
};

// {"type":"function","function":{...}} or the function alone -> a function declaration.
Result<Json> declare_function(const Json& tool) {
  const Json& function = tool.contains("function") ? tool["function"] : tool;
  if (!function.is_object() || !function.contains("name"))
    return usage_error("a function among `tools` has no name");
  if (function.value("strict", Json()) == true)
    return usage_error(
        "a function's `strict: true` cannot be sent: gemini has no field for it; it checks "
        "arguments with tool_choice {functionCallingConfig: {mode: VALIDATED}}");
  Json declared = {{"name", function["name"]}};
  if (function.contains("description")) declared["description"] = function["description"];
  if (function.contains("parameters")) declared["parametersJsonSchema"] = function["parameters"];
  return declared;
}

// Functions become one tool; what is in Gemini's shape already (googleSearch, ...) stays.
Result<Json> translate_tools(const Json& tools) {
  if (!tools.is_array()) return usage_error("`tools` is a list");
  Json functions = Json::array();
  Json translated = Json::array();
  for (const Json& tool : tools) {
    if (!tool.is_object()) return usage_error("each of `tools` is an object");
    if (!tool.contains("function") && !tool.contains("name")) {
      translated.push_back(tool);
      continue;
    }
    ASSAY_TRY(Json declared, declare_function(tool));
    functions.push_back(std::move(declared));
  }
  if (!functions.empty())
    translated.insert(translated.begin(), Json{{"functionDeclarations", functions}});
  return translated;
}

Result<Json> translate_tool_choice(const Json& choice) {
  const auto calling = [](Json config) {
    return Json{{"functionCallingConfig", std::move(config)}};
  };
  if (choice == "auto") return calling({{"mode", "AUTO"}});
  if (choice == "none") return calling({{"mode", "NONE"}});
  if (choice == "required") return calling({{"mode", "ANY"}});
  ASSAY_TRY(std::optional<Json> name, function_of_choice(choice));
  if (!name) return choice;
  return calling({{"mode", "ANY"}, {"allowedFunctionNames", Json::array({std::move(*name)})}});
}

// Text is what there is without.
Result<void> add_format(const Json& format, Json& config) {
  const Json type = format.is_object() ? format.value("type", Json()) : format;
  if (type == "text") return {};
  if (type != "json_object" && type != "json_schema")
    return usage_error("response_format is text, json_object, or an object of type json_schema");
  config["responseMimeType"] = "application/json";
  if (type == "json_object") return {};
  const Json wrapped = format.is_object() ? format.value("json_schema", format) : Json();
  if (!wrapped.is_object() || !wrapped.value("schema", Json()).is_object())
    return usage_error("response_format of type json_schema has no schema");
  config["responseJsonSchema"] = wrapped["schema"];
  return {};
}

// Which words a model takes is the vendor's to say; that none is off is known.
Result<void> add_effort(const Json& effort, Json& config) {
  if (effort == "none")
    return usage_error(
        "reasoning_effort 'none' cannot be sent: gemini has no level for it; where a model can do "
        "without thinking, write extra: {generationConfig: {thinkingConfig: {thinkingBudget: 0}}}");
  std::string level = to_lower_ascii(effort.is_string() ? effort.get<std::string>() : "");
  for (char& c : level) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  config["thinkingConfig"]["thinkingLevel"] = level;
  return {};
}

Result<void> add_parameter(const std::string& name, const Json& value, Json& body) {
  Json& config = body[kConfig];
  const auto* const renamed =
      std::find_if(kConfigNames.begin(), kConfigNames.end(),
                   [&](const ConfigName& row) { return row.parameter == name; });
  if (renamed != kConfigNames.end()) {
    config[renamed->field] = value;
  } else if (name == "stop") {
    config["stopSequences"] = value.is_string() ? Json::array({value}) : value;
  } else if (name == "response_format") {
    ASSAY_CHECK(add_format(value, config));
  } else if (name == "reasoning_effort") {
    ASSAY_CHECK(add_effort(value, config));
  } else if (name == "tools") {
    ASSAY_TRY(body["tools"], translate_tools(value));
  } else if (name == "tool_choice") {
    ASSAY_TRY(body["toolConfig"], translate_tool_choice(value));
  } else if (name == "service_tier") {
    body["serviceTier"] = value;
  } else if (name != "stream" && name != "extra") {
    return usage_error("parameter '" + name + "' cannot be sent: gemini has no field for it");
  }
  return {};
}

// Objects are merged, so that extra: {generationConfig: {...}} adds to what parameters say.
Result<void> merge_fields(const Json& from, const std::string& place, Json& into) {
  for (const auto& [name, value] : from.items()) {
    if (!into.contains(name)) {
      into[name] = value;
    } else if (into[name].is_object() && value.is_object()) {
      ASSAY_CHECK(merge_fields(value, place + name + ".", into[name]));
    } else {
      return usage_error("'" + place + name + "' is set both by `extra` and without it");
    }
  }
  return {};
}

Result<void> add_extra(const Params& params, Json& body) {
  const auto extra = params.find("extra");
  if (extra == params.end()) return {};
  for (const ReservedField& row : kReservedFields) {
    if (!extra->second.contains(row.field)) continue;
    return usage_error("`extra` cannot set '" + std::string(row.field) + "': that is " +
                       std::string(row.instead));
  }
  return merge_fields(extra->second, "", body);
}

// The API answers 400 to both, or obeys one of them and does not say which.
Result<void> refuse_contradictions(const Json& config) {
  const Json thinking = config.value("thinkingConfig", Json::object());
  if (thinking.contains("thinkingLevel") && thinking.contains("thinkingBudget"))
    return usage_error(
        "reasoning_effort (thinkingLevel) and thinkingBudget are two ways to say one thing: send "
        "one of them");
  if (config.contains("responseSchema") && config.contains("responseJsonSchema"))
    return usage_error("responseSchema and responseJsonSchema are two schemas: send one of them");
  return {};
}

}  // namespace

Result<Json> gemini_fields(const Params& params) {
  Json body = {{kConfig, Json::object()}};
  for (const auto& [name, value] : params) ASSAY_CHECK(add_parameter(name, value, body));
  ASSAY_CHECK(add_extra(params, body));
  ASSAY_CHECK(refuse_contradictions(body[kConfig]));
  if (body[kConfig].empty()) body.erase(kConfig);
  return body;
}

Json bound_fields_of_gemini(const Json& body) {
  Json fields = body;
  fields.erase(kConfig);
  if (body.contains("serviceTier")) fields["service_tier"] = body["serviceTier"];
  fields.erase("serviceTier");
  const Json config = body.value(kConfig, Json::object());
  for (const auto& [name, value] : config.items())
    fields[name == "maxOutputTokens" ? "max_tokens" : name] = value;
  if (!fields.contains("tools") || !fields["tools"].is_array()) return fields;
  Json tools = Json::array();
  for (const Json& tool : body["tools"]) {
    for (const auto& [kind, what] : tool.items())
      tools.push_back({{"type", kind == "functionDeclarations" ? "function" : kind}});
  }
  fields["tools"] = std::move(tools);
  return fields;
}

}  // namespace assay
