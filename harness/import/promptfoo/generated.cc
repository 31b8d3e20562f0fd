// Tests and prompts that a program of the author's makes, made once.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"

namespace assay {
namespace {

constexpr std::string_view kNotAllowed =
    "a program makes it: with --allow-exec it is run once, and what it makes is written out";

constexpr std::array<std::string_view, 7> kEndings = {".py", ".js",  ".mjs", ".cjs",
                                                      ".ts", ".mts", ".cts"};

struct WrittenMessage {
  std::string role;
  std::string content;
};

// What a function gives as a prompt: a text, messages, {prompt: either}, or messages as JSON.
struct WrittenPrompt {
  std::vector<WrittenMessage> messages;
  bool is_json = false;
  bool has_config = false;
};

Result<WrittenPrompt> written_now(const Json& given) {
  WrittenPrompt made;
  Json value = given;
  if (given.is_object() && given.contains("prompt")) {
    value = given["prompt"];
    made.has_config = given.contains("config") && !given["config"].empty();
  }
  if (value.is_string()) {
    const std::string text = value.get<std::string>();
    const Result<Json> parsed =
        trim(text).starts_with('[') ? parse_json(text, kMaxYamlDepth) : Result<Json>(Json());
    if (!parsed || !parsed->is_array()) {
      made.messages = {{"user", text}};
      return made;
    }
    value = *parsed;
  }
  made.is_json = true;
  if (!value.is_array() || value.empty())
    return usage_error("what it gives is neither a text nor a list of messages");
  for (const Json& each : value) {
    const bool is_message = each.is_object() && each.contains("role") && each["role"].is_string() &&
                            each.contains("content") && each["content"].is_string();
    if (!is_message) return usage_error("a message of it has no role or no text");
    std::string role = each["role"].get<std::string>();
    if (role == "developer") role = "system";
    if (role != "system" && role != "user" && role != "assistant")
      return usage_error(fmt::format("a message of the role '{}'", excerpt(role, 40)));
    made.messages.push_back({role, each["content"].get<std::string>()});
  }
  return made;
}

// A combination of variables that it is asked about, and where it belongs.
struct Asked {
  std::pair<std::size_t, std::size_t> place;
  FilledVars vars;
};

std::vector<Asked> all_asked(Importer& importer) {
  std::vector<Asked> all;
  for (std::size_t d = 0; d < importer.drafts.size(); ++d) {
    const TestDraft& draft = importer.drafts[d];
    if (!draft.refused.empty() || !draft.from.empty()) continue;
    Result<std::vector<FilledVars>> filled = fill_variables(importer, draft);
    if (!filled) continue;  // its case is refused for it
    for (std::size_t i = 0; i < filled->size(); ++i)
      all.push_back({{d, i}, std::move((*filled)[i])});
  }
  return all;
}

void tell_config(Importer& importer, const WrittenPrompt& prompt) {
  if (prompt.has_config && !std::exchange(importer.told_config, true))
    importer.account.add({}, "'config' that a prompt's program gives", ImportOutcome::approximated,
                         "parameters of one test alone are not sent: a model has its own");
}

// One prompt: its messages for each of `asked`, which have to be of the same roles.
Result<MadePrompt> written_prompt(Importer& importer, const MadePrompt& prompt,
                                  const std::vector<Asked>& asked) {
  GeneratorCall call = *prompt.program;
  const std::string config =
      call.arguments.empty() ? "" : fmt::format(R"(,"config":{})", call.arguments.front());
  call.arguments.clear();
  std::string provider;
  append_json_string(provider, importer.models.empty()
                                   ? ""
                                   : importer.models[0].provider + ":" + importer.models[0].id);
  for (const Asked& each : asked)
    call.arguments.push_back(fmt::format(R"({{"vars":{0},"provider":{{"id":{1},"label":{1}}}{2}}})",
                                         json_of(each.vars), provider, config));
  ASSAY_TRY(const OrderedJson values, importer.options.generate(call));
  std::vector<std::string> roles;
  std::string base = name_for_file(prompt.id);
  std::replace(base.begin(), base.end(), '.', '_');
  std::vector<std::vector<std::pair<std::string, Json>>> texts;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    ASSAY_TRY(const WrittenPrompt prompt_now, written_now(Json(values[i])));
    tell_config(importer, prompt_now);
    ValueTexts filler = value_texts(importer, asked[i].vars.written);
    std::vector<std::string> own;
    texts.emplace_back();
    for (const WrittenMessage& message : prompt_now.messages) {
      own.push_back(message.role);
      // What it gives is a template there as any other prompt is.
      Result<std::string> content = filler.text_of(message.content, prompt_now.is_json);
      if (!content) return usage_error("a text that it gives has " + content.error().message);
      texts.back().emplace_back(fmt::format("{}_{}", base, own.size()), std::move(*content));
    }
    if (!roles.empty() && own != roles)
      return usage_error("it gives other messages for some tests than for others");
    roles = std::move(own);
  }
  if (roles.empty()) return usage_error("there is no test that it could be asked about");
  for (std::size_t i = 0; i < asked.size(); ++i)
    for (auto& text : texts[i]) importer.written[asked[i].place].push_back(std::move(text));
  MadePrompt made = prompt;
  made.program.reset();
  YamlOut list = YamlOut::list();
  list.block = true;
  for (std::size_t i = 0; i < roles.size(); ++i) {
    const std::string name = fmt::format("{}_{}", base, i + 1);
    made.variables.insert(name);
    YamlOut item = YamlOut::map();
    item.add("role", YamlOut::text(roles[i]));
    item.add("content", YamlOut::text("{{" + name + "}}"));
    list.add(std::move(item));
  }
  if (roles.size() == 1 && roles[0] == "user")
    made.out.add("user", YamlOut::text("{{" + base + "_1}}"));
  else
    made.out.add("messages", std::move(list));
  return made;
}

}  // namespace

Result<GeneratorCall> generator_call(Importer& importer, std::string_view name) {
  GeneratorCall call;
  const std::string extension = extension_of(name);
  const std::size_t end = name.rfind(extension) + extension.size();
  call.file = std::string(name.substr(0, end));
  if (end < name.size()) call.function = std::string(name.substr(end + 1));
  call.is_python = extension == ".py";
  ASSAY_CHECK(importer.files.read_text(call.file));
  if (!importer.options.generate) return usage_error(std::string(kNotAllowed));
  return call;
}

std::string json_of(const FilledVars& vars) {
  std::string json = "{";
  for (std::size_t i = 0; i < vars.json.size(); ++i) {
    if (i > 0) json += ',';
    append_json_string(json, vars.written[i].first);
    json += ':' + vars.json[i];
  }
  return json + '}';
}

bool is_generator(std::string_view name) {
  return std::find(kEndings.begin(), kEndings.end(), extension_of(name)) != kEndings.end();
}

Result<std::vector<const YamlNode*>> generated_tests(Importer& importer, std::string_view name,
                                                     const YamlNode* config, const Position& at) {
  ASSAY_TRY(GeneratorCall call, generator_call(importer, name));
  call.arguments.push_back(config == nullptr ? "{}" : ordered_json(*config));
  ASSAY_TRY(const OrderedJson values, importer.options.generate(call));
  if (!values[0].is_array()) return usage_error("what it makes is no list of tests");
  const YamlNode& tree =
      importer.files.node_of(values[0], *at.file, static_cast<std::size_t>(std::max(at.line, 1)));
  return std::vector<const YamlNode*>(tree.children.begin(), tree.children.end());
}

void add_generated_prompt(Importer& importer, std::string_view name, std::string_view label,
                          const Position& at, const YamlNode* config) {
  const std::string what = fmt::format("prompt {}", excerpt(name, 80));
  const auto refuse = [&](std::string_view why) {
    importer.account.add(at, what, ImportOutcome::refused, why);
  };
  if (!is_generator(name))
    return refuse("a program of this kind is not run; let it write its texts to files once");
  Result<GeneratorCall> call = generator_call(importer, name);
  if (!call) return refuse(call.error().message);
  if (call->is_python && call->function.empty())
    return refuse(
        "a program that prints its prompt is not run; name its function: FILE.py:FUNCTION");
  MadePrompt prompt;
  prompt.id = label_of(label);
  if (prompt.id.empty())
    prompt.id = call->function.empty() ? name_for_file(call->file.substr(0, call->file.rfind('.')))
                                       : call->function;
  for (std::size_t i = 2; std::any_of(importer.prompts.begin(), importer.prompts.end(),
                                      [&](const MadePrompt& each) { return each.id == prompt.id; });
       ++i)
    prompt.id += fmt::format("-{}", i);
  prompt.names = {std::string(label), std::string(name), "file://" + std::string(name), prompt.id};
  prompt.out.add("id", YamlOut::text(prompt.id));
  if (config != nullptr) call->arguments.push_back(ordered_json(*config));
  prompt.program = std::move(*call);
  importer.account.add(at, what, ImportOutcome::approximated,
                       "the texts that the program writes now, for the first of the providers, are "
                       "variables of the cases");
  importer.prompts.push_back(std::move(prompt));
}

void settle_generated_prompts(Importer& importer) {
  const auto is_written = [](const MadePrompt& prompt) { return prompt.program.has_value(); };
  if (std::none_of(importer.prompts.begin(), importer.prompts.end(), is_written)) return;
  const std::vector<Asked> asked = all_asked(importer);
  std::vector<MadePrompt> kept;
  for (MadePrompt& prompt : importer.prompts) {
    if (!is_written(prompt)) {
      kept.push_back(std::move(prompt));
      continue;
    }
    Result<MadePrompt> made = written_prompt(importer, prompt, asked);
    if (made)
      kept.push_back(std::move(*made));
    else
      importer.account.add({}, fmt::format("prompt {}", prompt.program->file),
                           ImportOutcome::refused, made.error().message);
  }
  importer.prompts = std::move(kept);
}

}  // namespace assay
