// Expectations that a program of the author's marks the answer. What it is asked, and what
// counts as a mark, is docs/scripts.md.
#include "harness/score/scripted.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/base/duration.h"
#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/families.h"

namespace assay {
namespace {

constexpr std::chrono::minutes kMostTime{60};

bool is_variable_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_ascii_digit(c) || c == '_';
  };
  return !name.empty() && !is_ascii_digit(name.front()) &&
         std::all_of(name.begin(), name.end(), fits);
}

// What is the same for every case.
Result<ScriptSource> read_source(std::string_view kind, const Json& arguments) {
  ScriptSource source;
  source.kind = kind;
  if (find_argument(arguments, "command") != nullptr) {
    ASSAY_TRY(source.command, texts_argument(arguments, "command"));
    if (trim(source.command.front()).empty())
      return usage_error("'command' must begin with a program");
  }
  source.file = text_argument(arguments, "file").value_or("");
  source.function = text_argument(arguments, "function").value_or("");
  source.code = text_argument(arguments, "code").value_or("");
  if (!source.function.empty() && source.file.empty())
    return usage_error("'function' is one of a 'file'");
  if (const auto timeout = text_argument(arguments, "timeout")) {
    const Result<std::chrono::milliseconds> time = parse_duration(*timeout);
    if (!time) return usage_error("'timeout' " + time.error().message);
    if (*time > kMostTime) return usage_error("'timeout' must be at most 60m");
    source.timeout = *time;
  }
  if (find_argument(arguments, "env") != nullptr) {
    ASSAY_TRY(source.env, texts_argument(arguments, "env"));
    for (const std::string& name : source.env) {
      if (!is_variable_name(name))
        return usage_error(
            fmt::format("'env' names variables, and {} is no name of one; values "
                        "come from the environment",
                        quote(name)));
    }
  }
  return source;
}

Result<Judge> compile_script(std::string_view kind, const Json& arguments) {
  ScriptRequest request;
  ASSAY_TRY(request.source, read_source(kind, arguments));
  if (const Json* config = find_argument(arguments, "config")) request.config = *config;
  if (const Json* vars = find_argument(arguments, "vars")) {
    if (!vars->is_object()) return usage_error("'vars' is a map of variables");
    request.vars = *vars;
  }
  ASSAY_TRY(request.at_least, number_argument(arguments, "at_least"));
  if (request.at_least && !(*request.at_least > 0 && *request.at_least <= 1))
    return usage_error("'at_least' must be above 0 and at most 1, as scores are");
  return Judge([request = std::move(request)](const Subject& subject) {
    if (subject.scripts == nullptr) return Judgement::unable("no script was run");
    return subject.scripts->mark(request, subject.text);
  });
}

Result<Judge> compile_exec(const Json& arguments) {
  return compile_script("exec", arguments);
}
Result<Judge> compile_python(const Json& arguments) {
  return compile_script("python", arguments);
}
Result<Judge> compile_javascript(const Json& arguments) {
  return compile_script("javascript", arguments);
}

constexpr ArgumentShape kTimeout = {"timeout", ValueType::text, false, "of one mark: 10s"};
constexpr ArgumentShape kConfig = {"config", ValueType::json, false, "goes to the script as it is"};
constexpr ArgumentShape kVars = {"vars", ValueType::json, false,
                                 "variables that are no texts to it: {n: 5}"};
constexpr ArgumentShape kEnv = {"env", ValueType::text_list, false,
                                "names of variables of the environment that it sees"};
constexpr ArgumentShape kAtLeast = {"at_least", ValueType::number, false,
                                    "the score from which on an answer passes"};

constexpr ArgumentShape kExec[] = {
    {"command", ValueType::text_list, true, "a program that speaks JSON lines, and its arguments"},
    kTimeout,
    kConfig,
    kVars,
    kEnv,
    kAtLeast};
constexpr ArgumentShape kCode[] = {
    {"code", ValueType::text, false, "an expression, a body with return, or FILE:FUNCTION"},
    {"file", ValueType::text, false, "a file of the suite's folder"},
    {"function", ValueType::text, false, "a function of the file"},
    kTimeout,
    kConfig,
    kVars,
    kEnv,
    kAtLeast};

constexpr ExpectationRow running(ExpectationRow row) {
  row.shape.runs_scripts = true;
  row.shape.brings_metrics = true;
  return row;
}

constexpr ExpectationRow kScriptRows[] = {
    running(
        make_row<compile_exec>("exec", "a program of yours marks the answer", "command", kExec)),
    running(make_row<compile_python>("python", "a Python function or expression marks the answer",
                                     "code", kCode)),
    running(make_row<compile_javascript>(
        "javascript", "a JavaScript function or expression marks the answer", "code", kCode)),
};

}  // namespace

std::vector<ScriptSource> script_uses(const Expectations& expectations) {
  std::vector<ScriptSource> uses;
  for (const Expectation& each : expectations) {
    for (ScriptSource& use : script_uses(each.children)) uses.push_back(std::move(use));
    const ExpectationRow* row = find_expectation(each.name);
    if (row == nullptr || !row->shape.runs_scripts) continue;
    Result<ScriptSource> source = read_source(each.name, each.arguments);
    if (source) uses.push_back(std::move(*source));
  }
  return uses;
}

std::span<const ExpectationRow> script_rows() {
  return kScriptRows;
}

}  // namespace assay
