// Runs as models and prompts: what each asked whom, with which parameters.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "harness/base/text.h"
#include "harness/import/openai_evals/eval_import.h"
#include "harness/import/openai_evals/eval_template.h"
#include "harness/import/outputs/read_values.h"

namespace assay {
namespace {

constexpr std::string_view kUnknownQuestion = "(the question is not in the files)";
constexpr std::size_t kMostRuns = 1000;

// Adds what is not there yet, by what it says: its place.
std::size_t place_in(YamlOut& list, const std::vector<std::string>& said, const std::string& saying,
                     YamlOut item) {
  const auto found = std::find(said.begin(), said.end(), saying);
  if (found == said.end()) list.add(std::move(item));
  return static_cast<std::size_t>(found - said.begin());
}

// A function as the Responses API has it, as chat completions do; null: it is no function.
Json tool_of_run(const Json& tool) {
  if (field_of(tool, "type") != Json("function")) return {};
  if (field_of(tool, "function").is_object()) return tool;
  Json function = tool;
  function.erase("type");
  return {{"type", "function"}, {"function", std::move(function)}};
}

// Likewise what a reply has to look like.
Json response_format_of(const Json& format) {
  if (field_of(format, "type") != Json("json_schema") || format.contains("json_schema"))
    return format;
  Json schema = format;
  schema.erase("type");
  return {{"type", "json_schema"}, {"json_schema", std::move(schema)}};
}

void add_structured_params(const Json& sampling, YamlOut& params,
                           std::vector<std::string>& unknown) {
  const Json& text = field_of(field_of(sampling, "text"), "format");
  const Json& format = text.is_null() ? field_of(sampling, "response_format") : text;
  if (format.is_object() && field_of(format, "type") != Json("text"))
    params.add("response_format", YamlOut::of(response_format_of(format)));
  Json tools = Json::array();
  for (const Json& tool : field_of(sampling, "tools")) {
    if (Json made = tool_of_run(tool); !made.is_null())
      tools.push_back(std::move(made));
    else
      unknown.push_back(fmt::format("tool '{}'", excerpt(text_of(field_of(tool, "type")), 40)));
  }
  if (!tools.empty()) params.add("tools", YamlOut::of(tools));
}

class RunReader {
 public:
  explicit RunReader(EvalImport& import) : import_(import) {}

  void take(const PlacedObject& run) {
    const Json& source = field_of(run.value, "data_source");
    const std::string name = text_of(field_of(run.value, "name"));
    const std::string what = fmt::format("run '{}'", excerpt(name, 60));
    if (const std::string id = text_of(field_of(field_of(source, "source"), "id")); !id.empty())
      import_.account.add(
          run.at, what + " data_source.source", ImportOutcome::native,
          fmt::format("its rows are in '{}' at OpenAI: name the file here, too", excerpt(id, 60)));
    if (text_of(field_of(source, "type")) == "jsonl") {
      import_.account.add(run.at, what, ImportOutcome::native,
                          "it graded answers that were there: `assay import outputs` brings them");
      return;
    }
    const std::optional<std::size_t> prompt =
        prompt_of(field_of(source, "input_messages"), what, run.at);
    if (!prompt) return;
    std::string model = text_of(field_of(source, "model"));
    if (model.empty()) model = text_of(field_of(run.value, "model"));
    if (model.empty())
      return import_.account.add(run.at, what, ImportOutcome::refused, "it names no model");
    const std::size_t which = model_of(model, source, what, run.at);
    const std::pair<std::size_t, std::size_t> both{which, *prompt};
    if (std::find(import_.asked.begin(), import_.asked.end(), both) == import_.asked.end())
      import_.asked.push_back(both);
    import_.account.add(run.at, what, ImportOutcome::native);
  }

 private:
  std::optional<std::size_t> refuse(const std::string& what, const Position& at, std::string why) {
    import_.account.add(at, what + " input_messages", ImportOutcome::refused, why);
    return std::nullopt;
  }

  std::optional<std::size_t> prompt_of(const Json& messages, const std::string& what,
                                       const Position& at) {
    const std::string type = text_of(field_of(messages, "type"));
    YamlOut list = YamlOut::list();
    std::string why;
    if (type == "item_reference")
      why = add_messages_of_rows(text_of(field_of(messages, "item_reference")), list);
    else if (type == "template")
      why = add_messages(field_of(messages, "template"), list);
    else
      why = "it says not what was asked";
    if (!why.empty()) return refuse(what, at, std::move(why));
    YamlOut prompt = YamlOut::map();
    YamlOut whole = YamlOut::map();
    whole.add("messages", list);
    const std::string saying = write_yaml(whole);
    prompt.add("id", YamlOut::text(fmt::format("prompt-{}", prompts_said_.size() + 1)));
    prompt.add("messages", std::move(list));
    const std::size_t place = place_in(import_.prompts, prompts_said_, saying, std::move(prompt));
    if (place == prompts_said_.size()) prompts_said_.push_back(saying);
    return place;
  }

  static void add_message(std::string role, std::string_view content, YamlOut& list) {
    if (role == "developer") role = "system";
    YamlOut message = YamlOut::map();
    message.add("role", YamlOut::text(role));
    message.add("content", YamlOut::text(content));
    list.add(std::move(message));
  }

  // Why they are no prompt; "" where they are.
  std::string add_messages(const Json& messages, YamlOut& list) {
    for (const Json& message : messages) {
      EvalText content = text_of_content(field_of(message, "content"));
      if (!content.refused.empty()) return std::move(content.refused);
      EvalTemplate made = import_eval_template(content.text);
      if (!made.refused.empty()) return std::move(made.refused);
      import_.variables.merge(made.variables);
      add_message(text_of(field_of(message, "role")), made.text, list);
    }
    return list.is_empty() ? "there are no messages" : "";
  }

  // Rows whose conversations are of the same roles share a prompt: a variable a message.
  std::string add_messages_of_rows(std::string_view path, YamlOut& list) {
    constexpr std::string_view kItem = "item.";
    if (!path.starts_with(kItem) || path.find('.', kItem.size()) != path.npos)
      return fmt::format("'{}' is no field of an item", excerpt(path, 60));
    const std::string field(path.substr(kItem.size()));
    if (!import_.messages_field.empty() && import_.messages_field != field)
      return "another run takes its messages from another field";
    std::optional<std::vector<std::string>> roles;
    for (const EvalRow& row : import_.sources.rows()) {
      std::vector<std::string> of_row;
      if (!field_of(row.item, field).is_array())
        return fmt::format("'{}' of a row is no list of messages", excerpt(field, 60));
      for (const Json& message : field_of(row.item, field)) {
        if (!field_of(message, "content").is_string()) return "a row has a message that is no text";
        of_row.push_back(text_of(field_of(message, "role")));
      }
      if (roles && *roles != of_row)
        return "rows have conversations of different lengths or roles, and a prompt has one";
      roles = std::move(of_row);
    }
    if (!roles || roles->empty()) return "there are no rows that say what was asked";
    import_.messages_field = field;
    import_.message_names.clear();
    for (std::size_t i = 0; i < roles->size(); ++i) {
      import_.message_names.push_back(free_name(fmt::format("{}_{}", field, i + 1)));
      add_message((*roles)[i], "{{" + import_.message_names.back() + "}}", list);
    }
    return "";
  }

  // Round the fields that rows have.
  std::string free_name(std::string name) const {
    const auto is_taken = [&](const EvalRow& row) { return row.item.contains(name); };
    while (std::any_of(import_.sources.rows().begin(), import_.sources.rows().end(), is_taken))
      name += "_";
    return name;
  }

  std::size_t model_of(const std::string& id, const Json& source, const std::string& what,
                       const Position& at) {
    const bool is_responses = text_of(field_of(source, "type")) == "responses";
    import_.asks_responses = import_.asks_responses || is_responses;
    std::vector<std::string> unknown;
    YamlOut params = eval_params(field_of(source, "sampling_params"), unknown);
    for (const std::string& each : unknown)
      import_.account.add(at, what + " sampling_params." + each, ImportOutcome::refused,
                          "there is no such parameter here");
    YamlOut model = YamlOut::map();
    model.add("id", YamlOut::text(id));
    model.add("provider", YamlOut::text(is_responses ? "openai-responses" : "openai"));
    YamlOut named = model;
    if (!params.is_empty()) model.add("params", params);
    const std::string saying = write_yaml(model);
    std::string name = id;
    const auto is_taken = [&] {
      return std::find(import_.model_names.begin(), import_.model_names.end(), name) !=
             import_.model_names.end();
    };
    for (std::size_t i = 2; is_taken(); ++i) name = fmt::format("{}-{}", id, i);
    if (name != id) named.add("name", YamlOut::text(name));
    if (!params.is_empty()) named.add("params", std::move(params));
    const std::size_t place = place_in(import_.models, models_said_, saying, std::move(named));
    if (place == models_said_.size()) {
      models_said_.push_back(saying);
      import_.model_names.push_back(name);
    }
    return place;
  }

  EvalImport& import_;
  std::vector<std::string> models_said_;
  std::vector<std::string> prompts_said_;
};

// Who answered elsewhere, and what nobody is asked here.
void add_nobody(EvalImport& import) {
  std::vector<std::string> names = import.sources.sampled_models();
  if (names.empty()) names.emplace_back("answers");
  for (const std::string& name : names) {
    YamlOut model = YamlOut::map();
    model.add("id", YamlOut::text(name));
    model.add("provider", YamlOut::text("elsewhere"));
    import.models.add(std::move(model));
    import.model_names.push_back(name);
  }
  YamlOut prompt = YamlOut::map();
  prompt.add("id", YamlOut::text("asked"));
  prompt.add("user", YamlOut::text(kUnknownQuestion));
  import.prompts.add(std::move(prompt));
  const bool has_runs = !import.sources.runs().empty();
  import.account.add({}, "models and prompts", ImportOutcome::approximated,
                     fmt::format("{}: answers are brought by `assay import outputs`, and nobody "
                                 "is asked until the suite says whom and what",
                                 has_runs ? "no run that is here asked a model"
                                          : "runs have them, and none is among the files"));
}

}  // namespace

YamlOut eval_params(const Json& sampling, std::vector<std::string>& unknown) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kNames = {{
      {"temperature", "temperature"},
      {"top_p", "top_p"},
      {"seed", "seed"},
      {"max_completion_tokens", "max_tokens"},
      {"max_completions_tokens", "max_tokens"},
      {"reasoning_effort", "reasoning_effort"},
      {"max_tokens", "max_tokens"},
  }};
  YamlOut params = YamlOut::map();
  if (!sampling.is_object()) return params;
  for (const auto& [name, value] : sampling.items()) {
    if (value.is_null() || name == "response_format" || name == "tools" || name == "text") continue;
    const auto row =
        std::find_if(kNames.begin(), kNames.end(),
                     [&, &known = name](const auto& each) { return each.first == known; });
    if (row == kNames.end() || value.is_structured()) {
      unknown.push_back(excerpt(name, 40));
    } else if (params.find(row->second) == nullptr) {
      params.add(row->second, YamlOut::of(value));
    }
  }
  add_structured_params(sampling, params, unknown);
  return params;
}

void import_runs(EvalImport& import) {
  RunReader reader(import);
  std::size_t number = 0;
  for (const PlacedObject& run : import.sources.runs()) {
    if (number++ == kMostRuns) {
      import.account.add(run.at, "runs", ImportOutcome::refused,
                         fmt::format("there are more than {}", kMostRuns));
      break;
    }
    reader.take(run);
  }
  if (import.asked.empty()) add_nobody(import);
}

}  // namespace assay
