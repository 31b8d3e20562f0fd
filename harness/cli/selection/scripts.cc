#include "harness/cli/selection/scripts.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "harness/base/file.h"
#include "harness/base/mark.h"
#include "harness/base/redact.h"
#include "harness/base/text.h"
#include "harness/cli/selection/generators.h"
#include "harness/cli/selection/judge_calls.h"
#include "harness/score/scripted.h"
#include "harness/script/shims.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostScriptBytes = std::size_t{16} << 20;
// What a program needs to be one; all else it sees by name only.
constexpr const char* kPassed[] = {"PATH", "HOME", "LANG", "TMPDIR"};
// What promptfoo needs to reach anybody from behind a proxy.
constexpr const char* kPassedToPromptfoo[] = {"HTTP_PROXY",         "HTTPS_PROXY", "NO_PROXY",
                                              "http_proxy",         "https_proxy", "no_proxy",
                                              "NODE_EXTRA_CA_CERTS"};
constexpr std::string_view kPromptfoo = "promptfoo";

struct Language {
  std::string_view kind;
  const char* program;
  const char* package;             // of Debian
  const char* function;            // that a file is taken to have; "": its default export
  std::vector<std::string> flags;  // before its text, which is an argument
  std::string_view shim;
  const char* answers;  // the function that a file is taken to have which answers
  std::string_view answer_shim;
  const char* generates;  // the same of one that makes tests
  std::string_view generate_shim;
};

const Language* find_language(std::string_view kind) {
  static const Language kLanguages[] = {
      {"python",
       "python3",
       "python3",
       "get_assert",
       {"-B", "-c"},
       script_shims::kPython,
       "call_api",
       script_shims::kAnswerPython,
       "generate_tests",
       script_shims::kGeneratePython},
      {"javascript",
       "node",
       "nodejs",
       "",
       {"-e"},
       script_shims::kJavascript,
       "",
       script_shims::kAnswerJavascript,
       "",
       script_shims::kGenerateJavascript},
      // Its package, which asks a provider of its own; it marks nothing and makes no tests.
      {kPromptfoo, "node", "nodejs", "", {"-e"}, "", "", script_shims::kAnswerPromptfoo, "", ""},
  };
  const auto* const found =
      std::find_if(std::begin(kLanguages), std::end(kLanguages),
                   [&](const Language& language) { return language.kind == kind; });
  return found == std::end(kLanguages) ? nullptr : found;
}

std::string shown_word(const std::string& word) {
  const bool is_plain = !word.empty() && word.find_first_of(" \t\n\"'") == std::string::npos;
  return is_plain ? word : fmt::format("'{}'", excerpt(word, 60));
}

bool is_program(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) && ::access(path.c_str(), X_OK) == 0;
}

// As execvp(3) looks for it, but a name with a slash is one from the suite's folder. "": it is
// not there.
fs::path find_program(const std::string& name, const fs::path& folder) {
  if (name.find('/') != std::string::npos) {
    const fs::path path = folder / name;
    return is_program(path) ? path : fs::path();
  }
  const char* const path = std::getenv("PATH");
  for (const std::string_view place : split(path == nullptr ? "/usr/bin:/bin" : path, ':')) {
    const fs::path candidate = fs::path(place) / name;
    if (candidate.is_absolute() && is_program(candidate)) return candidate;
  }
  return {};
}

Result<fs::path> path_of(const ScriptSource& source, const fs::path& folder) {
  const Language* const language = find_language(source.kind);
  const std::string name = language ? language->program : source.command.front();
  fs::path path = find_program(name, folder);
  if (!path.empty()) return path;
  if (language == nullptr)
    return usage_error(fmt::format("'exec': there is no program {}", shown_word(name)));
  return usage_error(
      fmt::format("'{}' needs {}, which is not on the PATH: install it (Debian: apt install {})",
                  source.kind, name, language->package));
}

bool is_typescript(const ScriptSource& source) {
  return source.kind == "javascript" &&
         (source.file.ends_with(".ts") || source.file.ends_with(".mts") ||
          source.file.ends_with(".cts"));
}

// "v22.6.0" -> 22006; 0 for what is no version.
long long version_number(std::string_view text) {
  text = trim(text);
  if (!text.starts_with('v')) return 0;
  const std::vector<std::string_view> parts = split(text.substr(1), '.');
  if (parts.size() < 2) return 0;
  const std::optional<long long> major = parse_integer(parts[0]), minor = parse_integer(parts[1]);
  return major && minor ? *major * 1000 + *minor : 0;
}

// Node takes the types away since 22.6.
Result<void> check_typescript(const ScriptSource& source, const fs::path& node,
                              const fs::path& folder) {
  if (!is_typescript(source)) return {};
  static std::map<fs::path, std::string> versions;
  if (!versions.contains(node)) {
    ScriptProgram program;
    program.shown = "node";
    program.path = node;
    // It reads what it is told first, as whoever is asked does.
    program.words = {"node", "-e",
                     "process.stdin.resume(); "
                     "process.stdin.on('end', () => console.log(process.version))"};
    program.folder = folder;
    const Result<std::string> said = output_of(program, R"({"version":true})");
    versions[node] = said ? std::string(trim(*said)) : "";
  }
  constexpr long long kTakesTypesAway = 22'006;
  if (version_number(versions[node]) >= kTakesTypesAway) return {};
  return usage_error(fmt::format(
      "{} is TypeScript, which node reads from 22.6 on, and {} is {}: install a newer one, or make "
      "JavaScript of it and name that",
      source.file, node.string(),
      versions[node].empty() ? "another program" : terminal_safe(excerpt(versions[node], 40))));
}

Result<void> check_package(const ScriptSource& source, const fs::path& folder) {
  if (source.kind != kPromptfoo || !source.file.empty()) return {};
  return usage_error(fmt::format(
      "'{}: {}' is asked by the npm package promptfoo, which is neither in node_modules of {} (or "
      "a folder above it) nor what a promptfoo on the PATH belongs to: run `npm install promptfoo` "
      "in that folder, or `npm install -g promptfoo`",
      kPromptfoo, excerpt(source.function, 60), folder.string()));
}

// The program's arguments, the first its name.
std::vector<std::string> words_of(const ScriptSource& source, ScriptUse use) {
  const Language* const language = find_language(source.kind);
  if (language == nullptr) return source.command;
  std::vector<std::string> words{language->program};
  if (is_typescript(source))
    words.insert(words.end(), {"--experimental-strip-types", "--no-warnings"});
  words.insert(words.end(), language->flags.begin(), language->flags.end());
  words.emplace_back(use == ScriptUse::mark     ? language->shim
                     : use == ScriptUse::answer ? language->answer_shim
                                                : language->generate_shim);
  if (language->program == std::string_view("node")) words.emplace_back("--");
  if (source.file.empty()) {
    words.insert(words.end(), {"code", source.code});
  } else {
    const bool is_named = !source.function.empty();
    const char* const fallback = use == ScriptUse::mark     ? language->function
                                 : use == ScriptUse::answer ? language->answers
                                                            : language->generates;
    words.insert(words.end(), {"file", source.file, is_named ? source.function : fallback});
  }
  return words;
}

Result<std::vector<std::string>> environment_of(const ScriptSource& source) {
  std::vector<std::string> environment;
  for (const char* const name : kPassed)
    if (const char* const value = std::getenv(name))
      environment.push_back(fmt::format("{}={}", name, value));
  if (source.kind == kPromptfoo)
    for (const char* const name : kPassedToPromptfoo)
      if (const char* const value = std::getenv(name))
        environment.push_back(fmt::format("{}={}", name, value));
  for (std::string name : source.env) {
    const bool may_be_missing = name.ends_with('?');
    if (may_be_missing) name.pop_back();
    const char* const value = std::getenv(name.c_str());
    if (value == nullptr && may_be_missing) continue;
    if (value == nullptr) return usage_error(fmt::format("'env' names {}, which is not set", name));
    // What is too short to be hidden is no secret worth the name.
    if (sounds_secret(name)) static_cast<void>(register_secret(name, value));
    environment.push_back(fmt::format("{}={}", name, value));
  }
  return environment;
}

Result<KeyBuilder> key_of(const ScriptSource& source, const fs::path& folder) {
  KeyBuilder key;
  key.add("assay script 1").add(source.kind);
  const auto add_file = [&](const fs::path& path) -> Result<void> {
    ASSAY_TRY(const std::string bytes, read_file(path, kMostScriptBytes));
    key.add(sha256(bytes).view());
    return {};
  };
  for (const std::string& word : source.command) {
    key.add(word);
    std::error_code ignored;
    const bool is_own =
        !fs::path(word).is_absolute() && fs::is_regular_file(folder / word, ignored);
    if (is_own) ASSAY_CHECK(add_file(folder / word));
  }
  if (const Language* const language = find_language(source.kind)) key.add(language->shim);
  key.add(source.file).add(source.function).add(source.code);
  if (!source.file.empty()) ASSAY_CHECK(add_file(folder / source.file));
  for (const std::string& name : source.env) key.add(name);
  return key;
}

}  // namespace

std::string shown_source(const ScriptSource& source) {
  const Language* const language = find_language(source.kind);
  if (language == nullptr) {
    std::vector<std::string> words;
    for (const std::string& word : source.command) words.push_back(shown_word(word));
    return join(words, " ");
  }
  if (source.kind == kPromptfoo) return fmt::format("{} {}", kPromptfoo, source.function);
  if (source.file.empty())
    return fmt::format("{} on '{}'", language->program, one_line(source.code, 60));
  return fmt::format("{} {}{}{}", language->program, source.file,
                     source.function.empty() ? "" : ":", source.function);
}

Result<void> find_script(const ScriptSource& source, const fs::path& folder) {
  ASSAY_TRY(const fs::path path, path_of(source, folder));
  ASSAY_CHECK(check_package(source, folder));
  return check_typescript(source, path, folder);
}

Result<ScriptProgram> script_program(const ScriptSource& source, ScriptUse use,
                                     const fs::path& folder) {
  ScriptProgram program;
  program.shown = shown_source(source);
  ASSAY_TRY(program.path, path_of(source, folder));
  ASSAY_CHECK(check_package(source, folder));
  ASSAY_CHECK(check_typescript(source, program.path, folder));
  program.words = words_of(source, use);
  ASSAY_TRY(program.environment, environment_of(source));
  program.folder = folder;
  program.timeout = source.timeout;
  return program;
}

fs::path script_folder(const Plan& plan) {
  std::error_code ignored;
  return fs::absolute(plan.suite->path, ignored).lexically_normal().parent_path();
}

Result<PlannedScripts> PlannedScripts::of(const Plan& plan) {
  PlannedScripts planned;
  const Suite& suite = *plan.suite;
  planned.folder_ = script_folder(plan);
  std::set<const Expectations*> seen;
  std::set<ScriptSource> known;
  for (const std::size_t index : plan.cases) {
    for (const Expectations* list : expectations_of(suite.cases[index])) {
      if (!seen.insert(list).second) continue;
      for (ScriptSource& source : script_uses(*list)) {
        if (!known.insert(source).second) continue;
        ASSAY_TRY(KeyBuilder key, key_of(source, planned.folder_));
        std::string shown = shown_source(source);
        planned.scripts_.push_back({std::move(source), std::move(shown), std::move(key)});
      }
    }
  }
  return planned;
}

std::size_t PlannedScripts::find(const ScriptSource& source) const {
  const auto found = std::find_if(scripts_.begin(), scripts_.end(),
                                  [&](const PlannedScript& each) { return each.source == source; });
  return static_cast<std::size_t>(found - scripts_.begin());
}

Result<void> PlannedScripts::find_programs() const {
  for (const PlannedScript& each : scripts_) ASSAY_CHECK(find_script(each.source, folder_));
  return {};
}

Result<std::vector<ScriptProgram>> PlannedScripts::programs() const {
  std::vector<ScriptProgram> programs;
  for (const PlannedScript& each : scripts_) {
    ASSAY_TRY(ScriptProgram program, script_program(each.source, ScriptUse::mark, folder_));
    programs.push_back(std::move(program));
  }
  return programs;
}

std::vector<std::string> PlannedScripts::shown() const {
  std::vector<std::string> shown;
  for (const PlannedScript& each : scripts_) shown.push_back(each.shown);
  return shown;
}

bool are_programs_allowed(bool consent) {
  const char* const variable = std::getenv("ASSAY_ALLOW_EXEC");
  return consent || (variable != nullptr && std::string_view(variable) == "1");
}

Result<void> allow_programs(const std::vector<std::string>& shown, std::string_view suite,
                            bool consent) {
  if (shown.empty() || are_programs_allowed(consent)) return {};
  ASSAY_MARK("script.not_allowed");
  std::string message = fmt::format(
      "{}: the suite runs programs on this machine; --allow-exec (or ASSAY_ALLOW_EXEC=1) allows "
      "it. It would run",
      suite);
  for (const std::string& each : shown) message += "\n  " + each;
  return usage_error(std::move(message));
}

}  // namespace assay
