// Programs of the author as providers.
#include <fmt/format.h>

#include <utility>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"

namespace assay {

// It answers with the prompt.
std::optional<MadeModel> import_echo(Importer& importer, const Position& at,
                                     std::string_view what) {
  YamlOut command = YamlOut::list();
  command.add(YamlOut::text("python3"));
  command.add(YamlOut::text("-c"));
  command.add(YamlOut::text("import json, sys; print(json.load(sys.stdin)['prompt'])"));
  YamlOut entry = YamlOut::map();
  entry.add("dialect", YamlOut::text("exec"));
  entry.add("command", std::move(command));
  entry.add("reply", YamlOut::text("text"));
  MadeModel model;
  model.provider = provider_entry(importer, "echo", std::move(entry));
  model.id = model.provider;
  model.at = at;
  importer.account.add(at, what, ImportOutcome::script,
                       "a program that answers with the prompt, where --allow-exec allows it");
  return model;
}

namespace {

// What a program is told besides, without what looks like a secret.
YamlOut config_of(Importer& importer, const YamlNode& config, std::string_view what) {
  YamlOut kept = YamlOut::map();
  for (std::size_t i = 0; i < config.entries(); ++i) {
    const std::string_view key = config.key(i).text;
    const Json value = value_of(config.value(i));
    if (value.is_string() && looks_secret(key)) {
      importer.account.add(config.key(i).position(), fmt::format("{} of {}", key, what),
                           ImportOutcome::approximated,
                           "it looks like a secret and was not copied; the program finds it in "
                           "its environment (`env: [NAME]`)");
      continue;
    }
    kept.add(key, YamlOut::of(value));
  }
  return kept;
}

MadeModel made_of(Importer& importer, std::string_view suggested, YamlOut entry,
                  const Position& at) {
  MadeModel model;
  model.provider = provider_entry(importer, suggested, std::move(entry));
  model.id = model.provider;
  model.at = at;
  model.is_own = true;
  return model;
}

// The words of a command line; those in quotes may have spaces.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  bool is_open = false;  // a word has begun
  char quote = '\0';
  for (const char c : line) {
    const bool is_space = c == ' ' || c == '\t' || c == '\n';
    if (quote == '\0' && is_space) {
      is_open = false;
      continue;
    }
    if (!std::exchange(is_open, true)) words.emplace_back();
    if (c == quote)
      quote = '\0';
    else if (quote == '\0' && (c == '"' || c == '\''))
      quote = c;
    else
      words.back() += c;
  }
  return words;
}

// promptfoo hands prompt, options and context over as arguments; here a program finds its question
// on the standard input.
constexpr std::string_view kHandsOver =
    "import json, os, sys; q = json.load(sys.stdin); m = q['messages']; "
    "p = q['prompt'] if len(m) == 1 else json.dumps(m); "
    "os.execvp(sys.argv[1], sys.argv[1:] + [p, json.dumps({'config': q['config'] or {}}), "
    "json.dumps({'vars': q['vars']})])";

std::optional<MadeModel> import_command_line(Importer& importer, std::string_view line,
                                             const YamlNode* config, const Position& at,
                                             std::string_view what) {
  const std::vector<std::string> words = words_of(line);
  if (words.empty()) {
    importer.account.add(at, what, ImportOutcome::refused, "it names no program");
    return std::nullopt;
  }
  YamlOut command = YamlOut::list();
  for (const std::string_view word :
       {std::string_view("python3"), std::string_view("-c"), kHandsOver})
    command.add(YamlOut::text(word));
  for (const std::string& word : words) command.add(YamlOut::text(word));
  YamlOut entry = YamlOut::map();
  entry.add("dialect", YamlOut::text("exec"));
  entry.add("command", std::move(command));
  entry.add("reply", YamlOut::text("text"));
  if (config != nullptr)
    if (YamlOut told = config_of(importer, *config, what); !told.is_empty())
      entry.add("config", std::move(told));
  importer.account.add(
      at, what, ImportOutcome::script,
      "asked as a program (`dialect: exec`), where --allow-exec allows it; python3 "
      "hands prompt, options and context over as arguments, as promptfoo does");
  return made_of(importer, "program", std::move(entry), at);
}

}  // namespace

std::optional<MadeModel> import_program(Importer& importer, std::string_view id,
                                        const YamlNode* config, const Position& at,
                                        std::string_view what) {
  if (id.starts_with("exec:")) return import_command_line(importer, id.substr(5), config, at, what);
  std::string_view name = id;
  for (const std::string_view scheme : {"python:", "javascript:"})
    if (name.starts_with(scheme)) name.remove_prefix(scheme.size());
  if (name.starts_with("file://")) name.remove_prefix(7);
  const std::string extension = extension_of(name);
  const bool is_python = extension == ".py";
  if (!is_python && !extension.ends_with("js") && !extension.ends_with("ts")) {
    importer.account.add(at, what, ImportOutcome::refused,
                         fmt::format("a program in '{}' is not called as a function; as a program "
                                     "of its own it can be (`dialect: exec`, `command`)",
                                     extension));
    return std::nullopt;
  }
  const std::string file(name.substr(0, name.find(':')));
  if (const auto there = importer.files.read_text(file); !there) {
    importer.account.add(at, what, ImportOutcome::refused, there.error().message);
    return std::nullopt;
  }
  const std::string function = name.size() > file.size() ? std::string(name.substr(file.size()))
                               : is_python               ? ":call_api"
                                                         : "";
  YamlOut entry = YamlOut::map();
  entry.add("dialect", YamlOut::text("exec"));
  entry.add(is_python ? "python" : "javascript", YamlOut::text(file + function));
  if (config != nullptr)
    if (YamlOut told = config_of(importer, *config, what); !told.is_empty())
      entry.add("config", std::move(told));
  importer.account.add(at, what, ImportOutcome::script,
                       extension.ends_with("ts")
                           ? "asked as a program (`dialect: exec`), where --allow-exec allows it; "
                             "node 22.6 or newer runs TypeScript, of which it takes the types away"
                           : "asked as a program (`dialect: exec`), where --allow-exec allows it");
  const std::size_t slash = file.rfind('/');
  const std::string last = slash == std::string::npos ? file : file.substr(slash + 1);
  return made_of(importer, last.substr(0, last.find('.')), std::move(entry), at);
}

}  // namespace assay
