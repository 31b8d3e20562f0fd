// What a provider of dialect `exec` says of its program: which it is, and how it talks
// (docs/programs.md).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "harness/base/text.h"
#include "harness/provider/dialect.h"
#include "harness/provider/program.h"
#include "harness/suite/loader.h"
#include "harness/suite/promptfoo_package.h"
#include "harness/suite/script_files.h"

namespace assay {
namespace {

constexpr std::array<std::string_view, 4> kKinds = {"command", "python", "javascript", "promptfoo"};
constexpr std::array<std::string_view, 7> kOwnKeys = {
    "command", "python", "javascript", "promptfoo", "persistent", "env", "config"};
// What is said of endpoints, and means nothing here.
constexpr std::array<std::string_view, 12> kOfEndpoints = {
    "preset", "base_url", "key_env", "key_placement", "headers",       "timeouts",
    "serve",  "request",  "stream",  "ok_status",     "include_usage", "session"};
// A program that says nothing is given up after it, where nothing else is said.
constexpr milliseconds kTimeout = std::chrono::minutes{5};
// Raised when what a program is told, or how its functions are called, means something else.
constexpr int kProgramVersion = 1;

class ProgramReader {
 public:
  ProgramReader(Loader& loader, const Fields& fields, Program& program)
      : loader_(loader), fields_(fields), program_(program) {}

  void read(const Owner& owner) {
    if (const YamlNode* config = fields_.find("config")) program_.config = to_json(*config);
    read_what(owner);
    if (const YamlNode* env = fields_.find("env")) read_env(*env);
    read_manner();
    program_.may_repeat = fields_.boolean("retry").value_or(false);
    program_.written = written();
  }

 private:
  void error(const YamlNode& node, std::string message) {
    loader_.diagnostics.error(node.position(), std::move(message));
  }

  void read_what(const Owner& owner) {
    const YamlNode* what = nullptr;
    for (const std::string_view kind : kKinds) {
      const YamlNode* const node = fields_.find(kind);
      if (node == nullptr) continue;
      if (what != nullptr)
        return error(*node,
                     fmt::format("{} has two programs; leave one of them out", to_string(owner)));
      what = node;
      program_.kind = kind == "command" ? "exec" : kind;
    }
    if (what == nullptr)
      return loader_.diagnostics.error(
          fields_.position(),
          fmt::format("{} needs 'command: [PROGRAM, ...]', 'python: FILE:FUNCTION', "
                      "'javascript: FILE' or 'promptfoo: ID'",
                      to_string(owner)));
    if (program_.kind == "exec")
      read_command(*what);
    else if (program_.kind == "promptfoo")
      read_promptfoo(*what);
    else
      read_function(*what);
  }

  void read_command(const YamlNode& node) {
    program_.command = read_text_list(loader_, node, "'command'");
    const bool is_nameless = program_.command.empty() ? node.is_list() && node.children.empty()
                                                      : program_.command.front().empty();
    if (is_nameless) return error(node, "'command' must begin with the name of a program");
    if (auto hashes = read_own_files(loader_, program_.command, node.position()))
      hashes_ = std::move(*hashes);
  }

  void read_function(const YamlNode& node) {
    const std::optional<std::string> text =
        loader_.read.text(node, fmt::format("'{}'", program_.kind));
    if (!text) return;
    const ScriptLanguage& language = *find_script_language(program_.kind);
    const std::optional<NamedScript> named = named_script(language, *text);
    if (!named)
      return error(node, fmt::format("'{}' must be a {} file, alone or as FILE:FUNCTION, not '{}'",
                                     program_.kind, language.endings.front(), excerpt(*text, 60)));
    program_.file = named->file;
    program_.function = named->function;
    const auto bytes = loader_.files.read_named(named->file, node.position(), kMostScriptBytes);
    if (bytes) hashes_.emplace(program_.file, sha256(*bytes));
  }

  // The package is looked for now, since another version of it is another program.
  void read_promptfoo(const YamlNode& node) {
    const std::optional<std::string> id = loader_.read.text(node, "'promptfoo'");
    if (!id) return;
    if (trim(*id).empty() || *id != trim(*id))
      return error(node,
                   "'promptfoo' is the id of one of its providers, as in "
                   "'promptfoo: bedrock:amazon.nova-lite-v1:0'");
    if (!program_.config.is_null() && !program_.config.is_object())
      return error(*fields_.find("config"), "'config' of a provider of promptfoo must be a map");
    program_.function = *id;
    if (const auto package = find_promptfoo(loader_.files.absolute("."))) {
      program_.file = package->folder.string();
      version_ = package->version;
    }
    std::vector<std::string> files;
    add_names_in(*id, files);
    add_names_in_config(program_.config, files);
    if (auto hashes = read_own_files(loader_, files, node.position())) hashes_ = std::move(*hashes);
  }

  // The names of files that a text may mean: "golang:app.go:ask", "file://tools.json".
  static void add_names_in(std::string_view text, std::vector<std::string>& into) {
    const std::size_t scheme = text.find("file://");
    const std::size_t colon = text.find(':');
    if (scheme != std::string_view::npos)
      text.remove_prefix(scheme + 7);
    else if (colon != std::string_view::npos)
      text.remove_prefix(colon + 1);
    into.emplace_back(text);
    if (const std::size_t function = text.rfind(':'); function != std::string_view::npos)
      into.emplace_back(text.substr(0, function));
  }

  static void add_names_in_config(const Json& config, std::vector<std::string>& into) {
    if (config.is_string()) {
      const std::string& text = config.get_ref<const std::string&>();
      if (text.starts_with("file://")) add_names_in(text, into);
    }
    if (config.is_structured())
      for (const Json& member : config) add_names_in_config(member, into);
  }

  void read_env(const YamlNode& node) {
    program_.env = node.is_scalar() ? std::vector<std::string>{std::string(node.text)}
                                    : read_text_list(loader_, node, "'env'");
    for (const std::string& name : program_.env) {
      const bool is_name =
          !name.empty() && name != "?" && name.find_first_of("= \t\n$") == std::string::npos;
      if (!is_name)
        error(node, fmt::format("'env' has names of variables, whose values are the "
                                "environment's, not '{}'",
                                excerpt(name, 40)));
    }
  }

  void read_manner() {
    const bool is_function = program_.kind != "exec";
    const bool persistent = fields_.boolean("persistent").value_or(is_function);
    program_.manner = persistent ? Program::Manner::lines : Program::Manner::once;
    if (is_function && !persistent)
      error(*fields_.find("persistent"),
            fmt::format("{} is asked many times by one process: leave 'persistent' out",
                        program_.kind == "promptfoo" ? "promptfoo" : "a function"));
    const YamlNode* const reply = fields_.find("reply");
    if (reply == nullptr) return;
    program_.is_text = reply->is_scalar() && reply->text == "text";
    if (!program_.is_text)
      return error(*reply,
                   "'reply' is 'text', where all that a program writes is the answer, or left out: "
                   "places are of HTTP applications");
    if (program_.is_text && persistent)
      error(*reply,
            "'reply: text' goes with one process a question; the replies of a persistent "
            "one are lines of JSON");
  }

  // Keys have it: all that makes the answers what they are, beside the questions.
  std::string written() const {
    Json files = Json::object();
    for (const auto& [name, hash] : hashes_) files[name] = hash.hex();
    std::vector<std::string> env = program_.env;
    std::erase_if(env, [](const std::string& name) { return name.ends_with('?'); });
    const bool is_promptfoo = program_.kind == "promptfoo";
    Json all = {{"version", kProgramVersion},
                {"kind", program_.kind},
                {"command", program_.command},
                {"file", is_promptfoo ? "" : program_.file},  // where a package lies says nothing
                {"function", program_.function},
                {"files", std::move(files)},
                {"env", std::move(env)},
                {"config", program_.config},
                {"lines", program_.manner == Program::Manner::lines},
                {"text", program_.is_text}};
    if (is_promptfoo) {
      all["package"] = version_;
      all["named"] = values_in_id();
    }
    return dump_json(all);
  }

  // A hash of what promptfoo puts into the id, which says who is asked: of the variables that the
  // program sees, those that the id's `{{env.X}}` name. "": it names none.
  std::string values_in_id() const {
    if (program_.function.find("{{") == std::string::npos) return "";
    Json values = Json::object();
    for (std::string name : program_.env) {
      if (name.ends_with('?')) name.pop_back();
      if (program_.function.find(name) == std::string::npos) continue;
      if (const auto value = loader_.options.environment(name))
        values[name] = to_valid_utf8(*value);
    }
    return sha256(dump_json(values)).hex();
  }

  Loader& loader_;
  const Fields& fields_;
  Program& program_;
  std::map<std::string, Key> hashes_;  // of its files
  std::string version_;                // of promptfoo; "": it is not there, or does not say
};

}  // namespace

bool is_program(const Provider& provider) {
  return provider.dialect != nullptr && provider.dialect->name == kExecDialect;
}

void load_program(Loader& loader, const Fields& fields, const Owner& owner, Provider& provider) {
  if (!is_program(provider)) {
    for (const std::string_view key : kOwnKeys) {
      if (const YamlNode* const node = fields.find(key))
        loader.diagnostics.error(node->position(),
                                 fmt::format("'{}' goes with 'dialect: exec' only", key));
    }
    return;
  }
  for (const std::string_view key : kOfEndpoints) {
    if (const YamlNode* const node = fields.find(key))
      loader.diagnostics.error(node->position(),
                               fmt::format("'{}' means nothing to a program", key));
  }
  auto program = std::make_shared<Program>();
  ProgramReader(loader, fields, *program).read(owner);
  provider.base_url = kProgramScheme;
  provider.key_placement = KeyPlacement::none;
  if (fields.find("timeout") == nullptr) provider.timeouts.total = kTimeout;
  provider.program = std::move(program);
}

}  // namespace assay
