// `config` of a provider: the parameters of a model.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"

namespace assay {
namespace {

struct ParameterName {
  std::string_view theirs;
  std::string_view ours;
};
constexpr std::array kParameters = {
    ParameterName{"temperature", "temperature"},
    ParameterName{"max_tokens", "max_tokens"},
    ParameterName{"max_completion_tokens", "max_tokens"},
    ParameterName{"max_output_tokens", "max_tokens"},
    ParameterName{"maxOutputTokens", "max_tokens"},
    ParameterName{"max_new_tokens", "max_tokens"},
    ParameterName{"num_predict", "max_tokens"},
    ParameterName{"top_p", "top_p"},
    ParameterName{"topP", "top_p"},
    ParameterName{"top_k", "top_k"},
    ParameterName{"topK", "top_k"},
    ParameterName{"frequency_penalty", "frequency_penalty"},
    ParameterName{"presence_penalty", "presence_penalty"},
    ParameterName{"seed", "seed"},
    ParameterName{"stop", "stop"},
    ParameterName{"stop_sequences", "stop"},
    ParameterName{"stopSequences", "stop"},
    ParameterName{"reasoning_effort", "reasoning_effort"},
    ParameterName{"tool_choice", "tool_choice"},
    ParameterName{"stream", "stream"},
};
// Sent as they are: fields of the wire format that promptfoo passes on.
constexpr std::array<std::string_view, 9> kExtra = {"thinking",
                                                    "user",
                                                    "logit_bias",
                                                    "verbosity",
                                                    "parallel_tool_calls",
                                                    "service_tier",
                                                    "web_search_options",
                                                    "search_domain_filter",
                                                    "store"};
// About promptfoo, and nothing that is sent.
constexpr std::array<std::string_view, 9> kIdle = {
    "showThinking", "maxRetries",  "timeout",     "usage_tier", "isReasoningModel",
    "delay",        "max_retries", "concurrency", "keep_alive"};

class Parameters {
 public:
  Parameters(Importer& importer, std::string_view what, MadeModel& model)
      : importer_(importer), what_(what), model_(model) {}

  void read(const YamlNode& key, const YamlNode& value) {
    const std::string_view name = key.text;
    if (value.is_null()) return;
    if (name == "response_format" || name == "responseFormat") return read_format(key, value);
    if (name == "response_mime_type" || name == "responseMimeType") return read_mime(key, value);
    if (name == "tools" || name == "functions") return read_tools(key, value);
    if (name == "reasoning" && value.is_map() && value.find("effort") != nullptr)
      return set("reasoning_effort", YamlOut::text(text_of(*value.find("effort"))));
    if (name == "options") {
      // Ollama's own word for them, which promptfoo drops in a log line of `--verbose` alone.
      add(key, ImportOutcome::approximated,
          importer_.options.faithful
              ? "promptfoo does not send what stands in 'options', and neither does this suite"
              : "promptfoo does not send what stands in 'options' (it reads the names beside it); "
                "here it is sent, as was meant");
      if (importer_.options.faithful) return;
    }
    if (name == "generationConfig" || name == "textGenerationConfig" || name == "inferenceConfig" ||
        name == "options") {
      for (std::size_t i = 0; i < value.entries(); ++i) read(value.key(i), value.value(i));
      return;
    }
    if (name == "passthrough" || name == "extra_body") {
      for (std::size_t i = 0; i < value.entries(); ++i)
        set_extra(value.key(i).text, value.value(i));
      return;
    }
    if (name == "cost" || name == "inputCost" || name == "outputCost") return read_cost(key, value);
    if (name == "tool_choice") return read_tool_choice(value);
    for (const ParameterName& row : kParameters)
      if (row.theirs == name) return read_plain(row.ours, key, value);
    if (std::find(kExtra.begin(), kExtra.end(), name) != kExtra.end())
      return set_extra(name, value);
    if (std::find(kIdle.begin(), kIdle.end(), name) != kIdle.end())
      return add(
          key, ImportOutcome::ignored,
          "retries, time limits and concurrency are of the provider here (docs/suite-format.md)");
    if (name == "systemInstruction" || name == "system" || name == "systemPrompt" ||
        name == "system_prompt" || name == "instructions")
      return add(key, ImportOutcome::refused,
                 "it is not sent: write it as 'system' of the prompts, which all models get");
    add(key, ImportOutcome::approximated,
        "no parameter of a suite; it is not sent. Fields of the request go under 'extra'");
  }

 private:
  void add(const YamlNode& key, ImportOutcome outcome, std::string_view note) {
    importer_.account.add(key.position(), fmt::format("{} of {}", key.text, what_), outcome, note);
  }

  void set(std::string_view name, YamlOut value) {
    if (model_.params.find(name) == nullptr) model_.params.add(name, std::move(value));
  }

  void set_extra(std::string_view name, const YamlNode& value) {
    if (model_.params.find("extra") == nullptr) model_.params.add("extra", YamlOut::map());
    for (std::size_t i = 0; i < model_.params.keys.size(); ++i)
      if (model_.params.keys[i] == "extra")
        model_.params.items[i].add(name, YamlOut::of(value_of(value)));
  }

  void read_plain(std::string_view ours, const YamlNode& key, const YamlNode& value) {
    const std::string environment = value.is_scalar() ? environment_name(value.text) : "";
    if (!environment.empty() ||
        (value.is_scalar() && value.text.find("{{") != std::string_view::npos)) {
      return add(key, ImportOutcome::refused,
                 "a parameter from the environment; `--set` changes one on the command line");
    }
    Json json = value_of(value);
    if (json.is_string() && ours != "stop" && ours != "reasoning_effort")
      if (const std::optional<double> number = parse_number(json.get_ref<const std::string&>()))
        json = *number;
    if (json.is_array() && json.empty()) return;
    set(ours, YamlOut::of(json));
  }

  // A text `file://x.json` is what the file holds.
  const YamlNode* loaded(const YamlNode& key, const YamlNode& value) {
    const std::string_view file = value.is_scalar() ? file_name_in(value.text) : std::string_view{};
    if (file.empty()) return &value;
    const Result<const YamlNode*> tree = importer_.files.read_tree(file);
    if (tree) return *tree;
    add(key, ImportOutcome::refused, tree.error().message);
    return nullptr;
  }

  void read_format(const YamlNode& key, const YamlNode& value) {
    const YamlNode* const format = loaded(key, value);
    if (format == nullptr) return;
    Json json = value_of(*format);
    if (json.is_string()) json = Json{{"type", json}};
    const std::string type = json.is_object() && json.contains("type") && json["type"].is_string()
                                 ? json["type"].get<std::string>()
                                 : "";
    if (type == "json_schema" && !json.contains("json_schema")) {
      Json inner = json;  // the flat form of the Responses API
      inner.erase("type");
      json = Json{{"type", "json_schema"}, {"json_schema", std::move(inner)}};
    }
    model_.answers_object = type.starts_with("json");
    set("response_format", YamlOut::of(json));
  }

  void read_mime(const YamlNode& key, const YamlNode& value) {
    if (value.text != "application/json")
      return add(key, ImportOutcome::refused, "no parameter of a suite");
    model_.answers_object = true;
    set("response_format", YamlOut::of(Json{{"type", "json_object"}}));
  }

  void read_tools(const YamlNode& key, const YamlNode& value) {
    const YamlNode* const tools = loaded(key, value);
    if (tools == nullptr) return;
    Json list = value_of(*tools);
    if (!list.is_array()) return add(key, ImportOutcome::refused, "tools are a list");
    for (Json& tool : list) {
      if (!tool.is_object()) return add(key, ImportOutcome::refused, "a tool is a map");
      if (tool.contains("function")) continue;
      if (!tool.contains("name"))
        return add(key, ImportOutcome::refused,
                   "tools of the provider itself (search, code) are none of a suite's");
      Json function = {{"name", tool["name"]}};
      if (tool.contains("description")) function["description"] = tool["description"];
      for (const char* schema : {"input_schema", "parameters"})
        if (tool.contains(schema)) function["parameters"] = tool[schema];
      tool = Json{{"type", "function"}, {"function", std::move(function)}};
    }
    set("tools", YamlOut::of(list));
  }

  void read_tool_choice(const YamlNode& value) {
    Json choice = value_of(value);
    if (choice.is_object() && choice.value("type", Json()) == "tool" && choice.contains("name"))
      choice = Json{{"type", "function"}, {"function", {{"name", choice["name"]}}}};
    set("tool_choice", YamlOut::of(choice));
  }

  // USD a token -> USD per 1M tokens.
  void read_cost(const YamlNode& key, const YamlNode& value) {
    const Json json = value_of(value);
    if (!json.is_number()) return add(key, ImportOutcome::refused, "a price is a number");
    const YamlOut price = YamlOut::plain(format_number(json.get<double>() * 1e6));
    const auto put = [&](std::string_view name) {
      if (model_.price.find(name) == nullptr) model_.price.add(name, price);
    };
    if (key.text != "outputCost") put("input");
    if (key.text != "inputCost") put("output");
  }

  Importer& importer_;
  std::string_view what_;
  MadeModel& model_;
};

}  // namespace

void import_parameters(Importer& importer, const YamlNode& config, std::string_view what,
                       const std::set<std::string_view>& taken, MadeModel& model) {
  Parameters parameters(importer, what, model);
  for (std::size_t i = 0; i < config.entries(); ++i)
    if (!taken.contains(config.key(i).text)) parameters.read(config.key(i), config.value(i));
}

}  // namespace assay
