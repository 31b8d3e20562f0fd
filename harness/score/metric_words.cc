#include "harness/score/metric_words.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/porter.h"
#include "harness/score/words.h"

namespace assay {
namespace {

bool is_python_space(std::int32_t c) {
  if (c < 0x80) return c == ' ' || (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x1F);
  return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

// Bytes of the white space that begins at `i`; 0 when none does.
std::size_t white_space_at(std::string_view text, std::size_t i) {
  if (static_cast<unsigned char>(text[i]) < 0x80)
    return is_python_space(static_cast<unsigned char>(text[i])) ? 1 : 0;
  const CodePoint point = code_point_at(text, i);
  return is_python_space(point.value) ? point.length : 0;
}

Words split_white_space(std::string_view text) {
  Words words;
  bool inside = false;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t space = white_space_at(text, i);
    if (space == 0) {
      if (!inside) words.emplace_back();
      words.back() += text[i];
    }
    inside = space == 0;
    i += std::max<std::size_t>(space, 1);
  }
  return words;
}

Words split_characters(std::string_view text) {
  Words words;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = code_point_at(text, i).length;
    if (white_space_at(text, i) == 0) words.emplace_back(text.substr(i, length));
    i += length;
  }
  return words;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  std::string replaced;
  std::size_t at = 0;
  for (std::size_t found = text.find(from); found != text.npos; found = text.find(from, at)) {
    replaced.append(text, at, found - at).append(to);
    at = found + from.size();
  }
  if (at == 0) return;
  text = replaced.append(text, at);
}

std::string_view without_space_at_end(std::string_view text) {
  while (!text.empty()) {
    std::size_t start = text.size() - 1;  // of the last code point
    for (int back = 0; back < 3 && start > 0 && continues_utf8(text[start]); ++back) --start;
    const std::size_t space = white_space_at(text, start);
    if (space == 0 || start + space != text.size()) return text;
    text = text.substr(0, start);
  }
  return text;
}

bool is_apart(char c) {
  return (c >= '{' && c <= '~') || (c >= '[' && c <= '`') || (c >= ' ' && c <= '&') ||
         (c >= '(' && c <= '+') || (c >= ':' && c <= '@') || c == '/';
}

bool is_point(char c) {
  return c == '.' || c == ',';
}

using Fits = bool (*)(char);

// Where two neighbours fit, blanks around the second one or the first one. A pair is
// taken whole, so that its second is no first: "1..." has two points apart, not three.
std::string part_pairs(const std::string& text, Fits first, Fits second, bool before_first,
                       bool after_second) {
  std::string parted;
  parted.reserve(text.size() + text.size() / 4);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i + 1 == text.size() || !first(text[i]) || !second(text[i + 1])) {
      parted += text[i];
      continue;
    }
    if (before_first) parted += ' ';
    parted += text[i];
    parted += ' ';
    parted += text[++i];
    if (after_second) parted += ' ';
  }
  return parted;
}

std::string mteval_text(std::string_view line) {
  std::string text(without_space_at_end(line));
  replace_all(text, "<skipped>", "");
  replace_all(text, "-\n", "");
  replace_all(text, "\n", " ");
  replace_all(text, "&quot;", "\"");
  replace_all(text, "&amp;", "&");
  replace_all(text, "&lt;", "<");
  replace_all(text, "&gt;", ">");

  std::string apart = " ";
  for (const char c : text) {
    if (is_apart(c)) {
      apart.append({' ', c, ' '});
    } else {
      apart += c;
    }
  }
  apart += ' ';
  const Fits not_digit = [](char c) { return !is_ascii_digit(c); };
  const Fits digit = [](char c) { return is_ascii_digit(c); };
  const Fits dash = [](char c) { return c == '-'; };
  apart = part_pairs(apart, not_digit, is_point, false, true);
  apart = part_pairs(apart, is_point, not_digit, true, false);
  return part_pairs(apart, digit, dash, false, true);
}

}  // namespace

Result<Tokenizer> tokenizer_called(std::string_view name) {
  if (name == "13a") return Tokenizer::mteval;
  if (name == "none") return Tokenizer::white_space;
  if (name == "char") return Tokenizer::characters;
  return usage_error(fmt::format("'tokenize' is 13a, none or char, not {}", quote(name)));
}

Words tokenize(std::string_view text, Tokenizer tokenizer) {
  switch (tokenizer) {
    case Tokenizer::mteval:
      return split_white_space(mteval_text(text));
    case Tokenizer::white_space:
      return split_white_space(text);
    case Tokenizer::characters:
      break;
  }
  return split_characters(text);
}

std::u32string without_white_space(std::string_view text) {
  std::u32string points = code_points(text);
  std::erase_if(points, [](char32_t c) { return is_python_space(static_cast<std::int32_t>(c)); });
  return points;
}

Words rouge_words(std::string_view text, bool stem) {
  constexpr std::size_t kShortest = 4;  // that is stemmed
  Words words;
  bool inside = false;
  for (const char c : lower_case(text)) {
    const bool belongs = is_ascii_digit(c) || (c >= 'a' && c <= 'z');
    if (belongs && !inside) words.emplace_back();
    if (belongs) words.back() += c;
    inside = belongs;
  }
  if (!stem) return words;
  for (std::string& word : words) {
    if (word.size() >= kShortest) word = porter_stem(word);
  }
  return words;
}

Dropped dropped_by_rouge(std::string_view text) {
  Dropped counts;
  for (const char32_t c : code_points(text)) {
    const CharacterKind kind = kind_of(c);
    if (kind != CharacterKind::letter && kind != CharacterKind::digit) continue;
    ++counts.all;
    if (c >= 0x80) ++counts.dropped;
  }
  return counts;
}

std::string lower_case(std::string_view text) {
  if (is_ascii(text)) return to_lower_ascii(text);
  std::string lower;
  lower.reserve(text.size());
  for (const char32_t c : code_points(text)) {
    if (c == 0x130) {  // the one letter whose lower case is two, wherever it stands
      lower += "i\u0307";
      continue;
    }
    const utf8proc_int32_t small = utf8proc_tolower(static_cast<utf8proc_int32_t>(c));
    utf8proc_uint8_t bytes[4];
    const utf8proc_ssize_t size = utf8proc_encode_char(small == 0x3C2 ? 0x3C3 : small, bytes);
    lower.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  }
  return lower;
}

}  // namespace assay
