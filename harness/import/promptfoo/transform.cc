#include "harness/import/promptfoo/transform.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "harness/base/text.h"
#include "harness/import/promptfoo/javascript_space.h"

namespace assay {
namespace {

// All of an answer, without a fence around it.
constexpr std::string_view kInsideFence = R"((?s)^\s*(?:```\w*\s*)?(.*?)\s*(?:```\s*)?$)";

// "a.b.c" of names; "" for anything else.
std::string path_of(std::string_view text) {
  if (text.empty() || text.ends_with('.')) return {};
  for (const std::string_view part : split(text, '.')) {
    const auto fits = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_ascii_digit(c) || c == '_';
    };
    if (part.empty() || is_ascii_digit(part.front()) || part == "length") return {};
    if (!std::all_of(part.begin(), part.end(), fits)) return {};
  }
  return std::string(text);
}

// The end of a regular expression that begins before `text`, behind its flags; npos where it has
// none.
std::size_t pattern_end(std::string_view text) {
  bool in_class = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '[' || text[i] == ']') {
      in_class = text[i] == '[';
    } else if (text[i] == '/' && !in_class) {
      ++i;
      while (i < text.size() && text[i] >= 'a' && text[i] <= 'z') ++i;
      return i;
    }
  }
  return text.npos;
}

// `output.replace(/```json/g, '').replace(/```/g, '').trim()`: nothing but fences is taken away.
bool strips_fences(std::string_view code) {
  constexpr std::string_view kReplace = ".replace(/";
  constexpr std::string_view kTrim = ".trim()";
  if (!code.starts_with("output")) return false;
  code.remove_prefix(6);
  bool strips = false;
  while (!code.empty()) {
    if (code.starts_with(kTrim)) {
      code.remove_prefix(kTrim.size());
      continue;
    }
    if (!code.starts_with(kReplace)) return false;
    code.remove_prefix(kReplace.size());
    const std::size_t end = pattern_end(code);
    if (end == code.npos || code.substr(0, end).find("```") == code.npos) return false;
    code = trim(code.substr(end));
    if (!code.starts_with(',')) return false;
    code = trim(code.substr(1));
    if (!code.starts_with("''") && !code.starts_with("\"\"")) return false;
    code = trim(code.substr(2));
    if (!code.starts_with(')')) return false;
    code.remove_prefix(1);
    strips = true;
  }
  return strips;
}

ImportedTransform take_path(std::string path) {
  return {Json{{"json", std::move(path)}},
          false,
          "the transform's place is also found in fenced JSON, and where it is missing the answer "
          "fails, which is an error there",
          {}};
}

}  // namespace

ImportedTransform import_transform(const Json& assertion, const AssertionScope& scope) {
  ImportedTransform none;
  none.answer_is_object = scope.answer_is_object;
  const auto found = assertion.find("transform");
  if (found == assertion.end() || found->is_null()) return none;
  if (!found->is_string()) return {{}, false, {}, "its 'transform' is no text"};
  std::string_view code = trim(found->get_ref<const std::string&>());
  while (code.ends_with(';')) code = trim(code.substr(0, code.size() - 1));
  if (code.empty() || code == "output") return none;
  if (code == "output.trim()" && !scope.answer_is_object) {
    return {Json{{"regex", fmt::format("(?s)^[{0}]*(.*[^{0}])", kJavascriptSpace)}},
            false,
            "an answer of white space alone fails",
            {}};
  }
  if (code == "JSON.parse(output)" && !scope.answer_is_object) {
    none.answer_is_object = true;
    none.note = "an answer that is no JSON is an error there";
    return none;
  }
  if (strips_fences(code)) {
    return {Json{{"regex", kInsideFence}},
            false,
            "a fence around all of the answer is taken off, and one inside of it stays",
            {}};
  }
  constexpr std::string_view kParsed = "JSON.parse(output).";
  if (code.starts_with(kParsed)) {
    if (std::string path = path_of(code.substr(kParsed.size())); !path.empty()) {
      return take_path(std::move(path));
    }
  }
  if (code.starts_with("output.")) {
    if (std::string path = path_of(code.substr(7)); !path.empty())
      return take_path(std::move(path));
  }
  return {{},
          false,
          {},
          fmt::format("its transform '{}' has no counterpart; 'extract' takes a part of an answer",
                      excerpt(code, 60)),
          code.starts_with("file://") || code.find("{{") != code.npos ||
                  code.find("process.") != code.npos || code.find("require(") != code.npos
              ? ""
              : found->get<std::string>()};
}

}  // namespace assay
