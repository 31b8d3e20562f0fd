#include "harness/import/promptfoo/script_code.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "harness/base/text.h"
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
      "output = await (async () => {{\n{}\n}})();\n"
      "if (output === undefined || output === null) throw new Error('the transform gave "
      "nothing');\n"
      "{}",
      body_of(transform), body_of(trim(code)));
}

std::string judged_as_there(std::string_view code, std::optional<double> threshold, bool inverse) {
  std::string_view one = trim(code);
  while (one.ends_with(';') && one.find('\n') == one.npos)
    one = trim(one.substr(0, one.size() - 1));
  const std::string body =
      one.find('\n') != one.npos ? std::string(code) : fmt::format("return ({});", one);
  const std::string passes =
      threshold ? fmt::format("result >= {}", format_number(*threshold)) : "result > 0";
  const std::string_view is_not = inverse ? "!" : "";
  return fmt::format(
      "const inside = (n) => Math.min(1, Math.max(0, n));\n"
      "try {{\n"
      "  const result = await (async () => {{\n{0}\n  }})();\n"
      "  if (typeof result === 'boolean') return {1}result;\n"
      "  if (typeof result === 'number')\n"
      "    return {{ pass: {1}({2}), score: inside(result) }};\n"
      "  if (typeof result?.pass !== 'boolean') throw new Error('is no verdict');\n"
      "  return {{ ...result, pass: {1}result.pass, score: inside(result.score ?? 0) }};\n"
      "}} catch (error) {{\n"
      "  return {{ pass: false, score: 0, reason: String(error.message) }};\n"
      "}}",
      body, is_not, passes);
}

}  // namespace assay
