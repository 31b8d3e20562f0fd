// Paths of JavaScript as JSON Pointers.
#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"

namespace assay {
namespace {

bool is_identifier_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_ascii_digit(c) || c == '_' ||
         c == '$';
}

void append_step(std::string& pointer, std::string_view step) {
  pointer += '/';
  for (const char c : step) pointer += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
}

}  // namespace

std::optional<std::string> pointer_of_path(std::string_view code, std::string_view root) {
  code = trim(code);
  if (!code.starts_with(root)) return std::nullopt;
  code.remove_prefix(root.size());
  std::string pointer;
  while (!code.empty()) {
    if (code.starts_with("?.[")) code.remove_prefix(2);
    if (code.starts_with("?.")) code.remove_prefix(1);
    if (code.front() == '.') {
      std::size_t end = 1;
      while (end < code.size() && is_identifier_byte(code[end])) ++end;
      if (end == 1 || is_ascii_digit(code[1]) || (end < code.size() && code[end] == '('))
        return std::nullopt;
      append_step(pointer, code.substr(1, end - 1));
      code.remove_prefix(end);
    } else if (code.front() == '[') {
      const std::size_t close = code.find(']');
      if (close == std::string_view::npos) return std::nullopt;
      std::string_view inside = trim(code.substr(1, close - 1));
      const bool quoted = inside.size() >= 2 && (inside.front() == '\'' || inside.front() == '"') &&
                          inside.back() == inside.front();
      if (quoted)
        inside = inside.substr(1, inside.size() - 2);
      else if (!parse_integer(inside) || inside.front() == '-')
        return std::nullopt;
      append_step(pointer, inside);
      code.remove_prefix(close + 1);
    } else {
      return std::nullopt;
    }
  }
  return pointer.empty() ? std::nullopt : std::optional<std::string>(pointer);
}

std::string_view member_of_object(std::string_view code, std::string_view name) {
  code = trim(code);
  while (code.starts_with('(') && code.ends_with(')')) code = trim(code.substr(1, code.size() - 2));
  if (!code.starts_with('{') || !code.ends_with('}')) return {};
  code = code.substr(1, code.size() - 2);
  std::size_t depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= code.size(); ++i) {
    const char c = i < code.size() ? code[i] : ',';
    if (std::string_view("([{").find(c) != std::string_view::npos) ++depth;
    if (std::string_view(")]}").find(c) != std::string_view::npos && depth-- == 0) return {};
    if (c == '\'' || c == '"' || c == '`') {
      const std::size_t close = code.find(c, i + 1);
      if (close == std::string_view::npos) return {};
      i = close;
    }
    if (c != ',' || depth > 0) continue;
    const std::string_view member = trim(code.substr(begin, i - begin));
    begin = i + 1;
    if (!member.starts_with(name)) continue;
    const std::string_view behind = trim(member.substr(name.size()));
    if (behind.starts_with(':')) return trim(behind.substr(1));
  }
  return {};
}

}  // namespace assay
