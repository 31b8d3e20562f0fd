#include "harness/import/promptfoo/provider_session.h"

#include <optional>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"

namespace assay {
namespace {

bool is_cookie_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_ascii_digit(c) || c == '_' ||
         c == '-' || c == '.';
}

// The name before the "=" at `equals`.
std::string_view name_before(std::string_view code, std::size_t equals) {
  std::size_t begin = equals;
  while (begin > 0 && is_cookie_char(code[begin - 1])) --begin;
  return code.substr(begin, equals - begin);
}

// `...split('sid=')[1].split(';')[0]` or `...match(/sid=([^;]+)/)[1]`, with `?.` or without.
std::string_view cookie_cut_out(std::string_view code) {
  std::string plain;
  for (const char c : code)
    if (c != '?' && c != ' ') plain += c == '"' ? '\'' : c;
  const auto is_cut = [&](std::string_view before, std::string_view behind) {
    const std::size_t at = plain.find(before);
    return at != std::string::npos && plain.find(behind, at) != std::string::npos;
  };
  const bool is_split =
      is_cut(".split('", "=')[1].split(';')[0]") || is_cut(".split('", "=').[1].split(';').[0]");
  const bool is_match = is_cut(".match(/", "=([^;]+)/)[1]") || is_cut(".match(/", "=([^;]+)/).[1]");
  if (!is_split && !is_match) return {};
  const std::size_t call = code.find(is_split ? ".split(" : ".match(");
  const std::size_t equals = code.find('=', call);
  return equals == std::string_view::npos ? std::string_view{} : name_before(code, equals);
}

}  // namespace

std::string session_place(std::string_view code) {
  code = trim(code);
  if (code.ends_with(';')) code = trim(code.substr(0, code.size() - 1));
  if (const std::optional<std::string> pointer = pointer_of_path(code, "data.body"))
    return *pointer;
  for (const std::string_view root : {"data.headers", "data?.headers"}) {
    if (!code.starts_with(root)) continue;
    if (const std::optional<std::string> step = pointer_of_path(code, root);
        step && step->find('/', 1) == std::string::npos) {
      const std::string name = to_lower_ascii(step->substr(1));
      return name == "set-cookie" ? "" : "header:" + name;
    }
    const bool is_cookie = code.substr(root.size()).find("set-cookie") != std::string_view::npos;
    const std::string_view name = is_cookie ? cookie_cut_out(code) : std::string_view{};
    return name.empty() ? "" : "cookie:" + std::string(name);
  }
  return "";
}

bool is_made_of_slots(std::string_view value) {
  constexpr std::size_t kLongestWord = 15;  // keys and tokens are longer
  bool has_slot = false;
  std::size_t word = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::size_t close = value.substr(i).starts_with("{{") ? value.find("}}", i) : value.npos;
    if (close != value.npos) {
      has_slot = true;
      word = 0;
      i = close + 1;
    } else if (is_cookie_char(value[i])) {
      if (++word > kLongestWord) return false;
    } else {
      word = 0;
    }
  }
  return has_slot;
}

}  // namespace assay
