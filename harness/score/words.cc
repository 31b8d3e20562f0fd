#include "harness/score/words.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "harness/base/text.h"

namespace assay {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// The code point at `text[i]`; `i` moves behind it, by one byte if invalid.
char32_t take_code_point(std::string_view text, std::size_t& i) {
  const auto byte = static_cast<unsigned char>(text[i]);
  if (byte < 0x80) {
    ++i;
    return byte;
  }
  utf8proc_int32_t code_point = -1;
  const auto rest = static_cast<utf8proc_ssize_t>(text.size() - i);
  const utf8proc_ssize_t used = utf8proc_iterate(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + i, rest, &code_point);
  if (used <= 0 || code_point < 0) {
    ++i;
    return kReplacement;
  }
  i += static_cast<std::size_t>(used);
  return static_cast<char32_t>(code_point);
}

bool is_invisible(char32_t c) {
  return c == 0x200B || c == 0x2060 || c == 0xFEFF;
}

bool is_space(char32_t c) {
  if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r');
  return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool belongs_to_word(char32_t c) {
  if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return true;
    default:
      return false;
  }
}

// Without a branch a byte, so that the compiler vectorises it.
std::size_t count_ascii_words(std::string_view text) {
  const auto is_blank = [](char c) -> unsigned {
    return static_cast<unsigned>(c == ' ') | static_cast<unsigned>(c >= '\t' && c <= '\r');
  };
  if (text.empty()) return 0;
  std::size_t words = is_blank(text[0]) ^ 1U;
  for (std::size_t i = 1; i < text.size(); ++i) {
    words += is_blank(text[i - 1]) & (is_blank(text[i]) ^ 1U);
  }
  return words;
}

}  // namespace

bool is_word_by_itself(char32_t c) {
  return c >= 0x3040 &&
         ((c <= 0x30FF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) ||
          (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF));
}

bool is_ascii(std::string_view text) {
  unsigned char all = 0;
  for (char c : text) all = static_cast<unsigned char>(all | static_cast<unsigned char>(c));
  return all < 0x80;
}

std::size_t count_words(std::string_view text) {
  if (is_ascii(text)) return count_ascii_words(text);
  std::size_t words = 0;
  bool inside = false;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = take_code_point(text, i);
    if (is_word_by_itself(c)) {
      ++words;
      inside = false;
    } else if (is_space(c)) {
      inside = false;
    } else if (!inside) {
      ++words;
      inside = true;
    }
  }
  return words;
}

std::vector<std::string> comparable_words(std::string_view text) {
  const std::string folded = fold_case(text);
  std::vector<std::string> words;
  bool inside = false;
  for (std::size_t i = 0; i < folded.size();) {
    const std::size_t start = i;
    const char32_t c = take_code_point(folded, i);
    if (!belongs_to_word(c)) {
      inside = false;
      continue;
    }
    const bool alone = is_word_by_itself(c);
    if (!inside || alone) words.emplace_back();
    words.back().append(folded, start, i - start);
    inside = !alone;
  }
  return words;
}

CharacterKind kind_of(char32_t c) {
  if (is_space(c)) return CharacterKind::space;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_ND:
      return CharacterKind::digit;
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
      return CharacterKind::punctuation;
    default:
      return belongs_to_word(c) ? CharacterKind::letter : CharacterKind::other;
  }
}

std::string_view trim_white_space(std::string_view text) {
  const auto is_trimmed = [](char32_t c) { return is_space(c) || is_invisible(c); };
  while (!text.empty()) {
    std::size_t next = 0;
    if (!is_trimmed(take_code_point(text, next))) break;
    text.remove_prefix(next);
  }
  while (!text.empty()) {
    std::size_t start = text.size() - 1;  // of the last code point
    for (int back = 0; back < 3 && start > 0 && continues_utf8(text[start]); ++back) --start;
    std::size_t next = start;
    if (!is_trimmed(take_code_point(text, next)) || next != text.size()) break;
    text = text.substr(0, start);
  }
  return text;
}

std::string compatible_form(std::string_view utf8) {
  const std::string valid = to_valid_utf8(utf8);
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t length = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(valid.data()),
      static_cast<utf8proc_ssize_t>(valid.size()), &mapped,
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(mapped, &std::free);
  if (length < 0) return valid;  // out of memory is the only way left to fail
  return {reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length)};
}

std::u32string code_points(std::string_view utf8) {
  std::u32string points;
  points.reserve(utf8.size());
  for (std::size_t i = 0; i < utf8.size();) points += take_code_point(utf8, i);
  return points;
}

}  // namespace assay
