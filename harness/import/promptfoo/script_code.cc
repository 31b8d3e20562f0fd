#include "harness/import/promptfoo/script_code.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "harness/base/text.h"
#include "harness/import/promptfoo/javascript_space.h"
#include "harness/import/promptfoo/nunjucks_name.h"

namespace assay {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_ascii_digit(c) || c == '_' ||
         c == '$';
}

// Walks code of C's family: where texts and comments are. A regular expression with a quote in
// it is taken for the beginning of a text.
class CodeWalk {
 public:
  explicit CodeWalk(std::string_view code) : code_(code) {}

  // The quote that the character at `at_` stands in, or '\0'; '*' in a comment.
  char inside() const { return inside_; }
  std::size_t at() const { return at_; }
  bool is_done() const { return at_ >= code_.size(); }

  void next() {
    const std::string_view rest = code_.substr(at_);
    if (inside_ == '\0') {
      if (rest.starts_with("//") && (at_ == 0 || code_[at_ - 1] != ':')) inside_ = '/';
      if (rest.starts_with("/*")) inside_ = '*';
      if (rest[0] == '"' || rest[0] == '\'' || rest[0] == '`') inside_ = rest[0];
    } else if (inside_ == '/') {
      if (rest[0] == '\n') inside_ = '\0';
    } else if (inside_ == '*') {
      if (rest.starts_with("*/")) inside_ = '\0';
    } else if (rest[0] == '\\') {
      ++at_;
    } else if (rest[0] == inside_ || (rest[0] == '\n' && inside_ != '`')) {
      inside_ = '\0';
    }
    ++at_;
  }

 private:
  std::string_view code_;
  std::size_t at_ = 0;
  char inside_ = '\0';
};

std::string variable_in_code(std::string_view dotted) {
  std::string code = "vars";
  for (const std::string_view part : split(dotted, '.')) code += fmt::format("[\"{}\"]", part);
  return code;
}

// The variable where it stands: in a text of the code, or between its words.
std::string placed(std::string_view name, char inside, CodeLanguage language) {
  const std::string variable = variable_in_code(name);
  if (inside == '`') return fmt::format("${{{}}}", variable);
  if (inside != '"' && inside != '\'') return variable;
  if (language == CodeLanguage::python) {
    return fmt::format("{0} + str({1}) + {0}", inside, variable);
  }
  return fmt::format("{0} + {1} + {0}", inside, variable);
}

}  // namespace

ScriptFile read_script_file(std::string_view value) {
  value = trim(value);
  value.remove_prefix(std::min<std::size_t>(7, value.size()));
  ScriptFile read;
  const std::size_t colon = value.find(':');
  read.file = std::string(value.substr(0, colon));
  if (colon != value.npos) read.function = std::string(value.substr(colon + 1));
  if (read.file.find("{{") != read.file.npos) read.refused = "its file's name has variables";
  return read;
}

ScriptCode replace_templates(std::string_view code, CodeLanguage language) {
  if (code.find("{%") != code.npos) return {{}, {}, "its code has a block of Nunjucks"};
  ScriptCode made;
  CodeWalk walk(code);
  std::size_t copied = 0;
  for (std::size_t open = code.find("{{"); open != code.npos; open = code.find("{{", copied)) {
    const std::size_t close = code.find("}}", open);
    if (close == code.npos) break;
    const NunjucksExpression read =
        read_nunjucks_expression(trim(code.substr(open + 2, close - open - 2)));
    if (!read.refused.empty() || read.literal) return {{}, {}, "its code: " + read.refused};
    while (!walk.is_done() && walk.at() < open) walk.next();
    const char inside = walk.inside();
    made.code += code.substr(copied, open - copied);
    made.code += placed(read.name, inside, language);
    made.note = inside == '\0' ? "a variable in code is its value here and was written out as text "
                                 "there"
                               : "a variable in a text of the code may hold quotes here";
    copied = close + 2;
  }
  made.code += code.substr(copied);
  return made;
}

std::string body_of_declarations(std::string_view code) {
  std::string_view rest = trim(code);
  while (rest.ends_with(';')) rest = trim(rest.substr(0, rest.size() - 1));
  const bool declares =
      rest.starts_with("const ") || rest.starts_with("let ") || rest.starts_with("var ");
  if (rest.find('\n') != rest.npos || !declares) return std::string(code);
  std::size_t last = rest.npos;
  for (CodeWalk walk(rest); !walk.is_done(); walk.next()) {
    if (rest[walk.at()] == ';' && walk.inside() == '\0') last = walk.at();
  }
  if (last == rest.npos) return std::string(code);
  return fmt::format("{}\nreturn {};", rest.substr(0, last + 1), trim(rest.substr(last + 1)));
}

bool has_return(std::string_view code) {
  constexpr std::string_view kReturn = "return";
  for (CodeWalk walk(code); !walk.is_done(); walk.next()) {
    const std::size_t at = walk.at();
    if (walk.inside() != '\0' || !code.substr(at).starts_with(kReturn)) continue;
    const bool begins = at == 0 || !is_word(code[at - 1]);
    const std::size_t end = at + kReturn.size();
    if (begins && (end >= code.size() || !is_word(code[end]))) return true;
  }
  return false;
}

std::string with_parsed_output(std::string_view code, CodeLanguage language) {
  const bool is_body = code.find('\n') != code.npos;
  if (language == CodeLanguage::python) {
    constexpr std::string_view kParse =
        "import json\ntry:\n    output = json.loads(output)\nexcept ValueError:\n    pass\n";
    return is_body ? fmt::format("{}{}", kParse, code) : fmt::format("{}return {}", kParse, code);
  }
  while (!is_body && trim(code).ends_with(';')) code = trim(code).substr(0, trim(code).size() - 1);
  constexpr std::string_view kParse = "try { output = JSON.parse(output); } catch { }\n";
  return is_body ? fmt::format("{}{}", kParse, code) : fmt::format("{}return ({});", kParse, code);
}

std::string with_transform(std::string_view code, std::string_view transform) {
  // As there, a line end makes a body of it.
  const auto body_of = [](std::string_view text) {
    if (text.find('\n') != text.npos) return std::string(text);
    while (trim(text).ends_with(';')) text = trim(text).substr(0, trim(text).size() - 1);
    return fmt::format("return ({});", trim(text));
  };
  return fmt::format(
      "return (async () => {{\n"
      "output = await (async () => {{\n{}\n}})();\n"
      "if (output === undefined || output === null) throw new Error('the transform gave "
      "nothing');\n"
      "{}\n}})();",
      body_of(transform), body_of(trim(code)));
}

namespace {

// promptfoo's body of a function: a line that declares gets its `return` before the last
// statement, any other line in front.
std::string body_there(std::string_view code) {
  std::string_view one = trim_javascript(code);
  while (one.ends_with(';')) one.remove_suffix(1);
  if (code.find('\n') != code.npos) return std::string(code);
  if (one.starts_with("const ") || one.starts_with("let ") || one.starts_with("var "))
    return body_of_declarations(one);
  return fmt::format("return {}", one);
}

}  // namespace

std::string with_calls(std::string_view code, CodeLanguage language) {
  const bool is_body = code.find('\n') != code.npos;
  if (language == CodeLanguage::python) {
    constexpr std::string_view kCalls =
        "if output == '' and context.get('tool_calls'):\n"
        "    output = [{'id': call['id'], 'type': 'function', 'function': {'name': call['name'],\n"
        "              'arguments': call['arguments']}} for call in context['tool_calls']]\n";
    return is_body ? fmt::format("{}{}", kCalls, code) : fmt::format("{}return {}", kCalls, code);
  }
  constexpr std::string_view kCalls =
      "if (output === '' && context.tool_calls?.length) output = context.tool_calls.map(\n"
      "  ({ id, name, arguments: given }) => ({ id, type: 'function', function: { name, arguments: "
      "given } }));\n";
  return is_body ? fmt::format("{}{}", kCalls, code)
                 : fmt::format("{}{}", kCalls, body_there(code));
}

namespace {

// The code as a text of the language it is in.
std::string quoted_javascript(std::string_view code) {
  std::string quoted = "`";
  for (const char c : code) {
    if (c == '`' || c == '\\' || c == '$') quoted += '\\';
    quoted += c;
  }
  return quoted + "`";
}

std::string passes_there(std::optional<double> threshold) {
  return threshold ? fmt::format("result >= {}", format_number(*threshold)) : "result > 0";
}

// promptfoo hands `process` over with a `require` in it.
constexpr std::string_view kProcessThere =
    "new Proxy(process, { get: (of, name) => name === 'mainModule' ? { require } : of[name] })";

std::string javascript_judged_as_there(std::string_view code, std::optional<double> threshold,
                                       bool inverse) {
  const std::string_view is_not = inverse ? "!" : "";
  const std::string_view process =
      code.find("mainModule") == code.npos ? std::string_view("process") : kProcessThere;
  return fmt::format(
      "const inside = (n) => Math.min(1, Math.max(0, n || 0));\n"
      "try {{\n"
      "  const asked = new Function('output', 'context', 'vars', 'process', {0});\n"
      "  const result = await asked(output, context, vars, {3});\n"
      "  if (typeof result === 'boolean') return {1}result;\n"
      "  if (typeof result === 'number')\n"
      "    return {{ pass: {1}({2}), score: inside(result) }};\n"
      "  const isVerdict = typeof result?.pass === 'boolean' && typeof result.score === 'number'\n"
      "    && typeof result.reason === 'string';\n"
      "  if (!isVerdict) throw new Error('is no verdict');\n"
      "  return {{ ...result, pass: {1}result.pass, score: inside(result.score) }};\n"
      "}} catch (error) {{\n"
      "  return {{ pass: false, score: 0, reason: String(error.message) }};\n"
      "}}",
      quoted_javascript(body_there(code)), is_not, passes_there(threshold), process);
}

std::string quoted_python(std::string_view code) {
  std::string quoted = "\"\"\"";
  for (const char c : code) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"\"\"";
}

std::string python_judged_as_there(std::string_view code, std::optional<double> threshold,
                                   bool inverse) {
  const bool is_body = code.find('\n') != code.npos;
  return fmt::format(
      "import json\n"
      "def inside(score):\n"
      "    return min(1, max(0, score))\n"
      "def judged(result):\n"
      "    if isinstance(result, str) and result.lower() in ('true', 'false'):\n"
      "        result = result.lower() == 'true'\n"
      "    if isinstance(result, bool):\n"
      "        return result != {inverse}\n"
      "    if isinstance(result, str) and result.startswith('{{'):\n"
      "        result = json.loads(result)\n"
      "    if not isinstance(result, dict):\n"
      "        result = float(result)\n"
      "        return {{'pass': ({passes}) != {inverse}, 'score': inside(result)}}\n"
      "    passed, score = result.get('pass', result.get('pass_')), result.get('score')\n"
      "    is_score = isinstance(score, (int, float)) and not isinstance(score, bool)\n"
      "    if not (isinstance(passed, bool) and is_score and isinstance(result.get('reason'), "
      "str)):\n"
      "        raise ValueError('is no verdict')\n"
      "    passed = passed and score >= {least}\n"
      "    return {{**result, 'pass': passed != {inverse}, 'score': inside(score)}}\n"
      "lines = {source}.split('\\n')\n"
      "scope = {{'json': json, 'vars': vars}}\n"
      "try:\n"
      "    exec('def main(output, context):\\n' + '\\n'.join('    ' + line for line in lines), "
      "scope)\n"
      "    result = scope['main'](output, context)\n"
      "    return judged(json.loads(json.dumps(result, allow_nan=False)))\n"
      "except Exception as error:\n"
      "    return {{'pass': False, 'score': 0, 'reason': str(error)}}",
      fmt::arg("inverse", inverse ? "True" : "False"), fmt::arg("passes", passes_there(threshold)),
      fmt::arg("least", threshold ? format_number(*threshold) : "score"),
      fmt::arg("source",
               quoted_python(is_body ? std::string(code) : fmt::format("return {}", code))));
}

}  // namespace

std::string judged_as_there(std::string_view code, CodeLanguage language,
                            std::optional<double> threshold, bool inverse) {
  return language == CodeLanguage::python ? python_judged_as_there(code, threshold, inverse)
                                          : javascript_judged_as_there(code, threshold, inverse);
}

}  // namespace assay
