#include "harness/score/jsonc.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace assay {
namespace {

bool is_json_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// The end of the string that begins at `start`.
std::size_t string_end(std::string_view text, std::size_t start) {
  std::size_t at = start + 1;
  while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
  return std::min(at + 1, text.size());
}

// The end of the comment that begins at `start`; nothing: none does.
std::optional<std::size_t> comment_end(std::string_view text, std::size_t start) {
  const std::string_view rest = text.substr(start);
  if (rest.starts_with("//")) return std::min(text.find('\n', start), text.size());
  if (!rest.starts_with("/*")) return std::nullopt;
  const std::size_t close = text.find("*/", start + 2);
  return close == std::string_view::npos ? text.size() : close + 2;
}

}  // namespace

std::string without_comments(std::string_view text) {
  std::string plain(text);
  std::optional<std::size_t> comma;  // the last token, if it was one
  for (std::size_t at = 0; at < text.size();) {
    if (const std::optional<std::size_t> end = comment_end(text, at)) {
      std::fill(plain.begin() + static_cast<std::ptrdiff_t>(at),
                plain.begin() + static_cast<std::ptrdiff_t>(*end), ' ');
      at = *end;
      continue;
    }
    const char c = text[at];
    if (is_json_blank(c)) {
      ++at;
      continue;
    }
    if ((c == ']' || c == '}') && comma) plain[*comma] = ' ';
    comma = c == ',' ? std::optional(at) : std::nullopt;
    at = c == '"' ? string_end(text, at) : at + 1;
  }
  return plain;
}

}  // namespace assay
