#include "harness/score/number_glyph.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "harness/base/text.h"

namespace assay {
namespace {

struct CodePointRow {
  std::int32_t code_point;
  Mark mark;
};
constexpr CodePointRow kCodePoints[] = {
    {0x00A0, Mark::thin},         {0x00B0, Mark::letter},   {0x00B1, Mark::plus_minus},
    {0x00B4, Mark::apostrophe},   {0x00B5, Mark::letter},   {0x00B7, Mark::times},
    {0x00BA, Mark::letter},       {0x00D7, Mark::times},    {0x02BC, Mark::apostrophe},
    {0x02D7, Mark::minus},        {0x066A, Mark::percent},  {0x066B, Mark::point},
    {0x066C, Mark::arabic_comma}, {0x2007, Mark::thin},     {0x2008, Mark::thin},
    {0x2009, Mark::thin},         {0x200A, Mark::thin},     {0x2010, Mark::minus},
    {0x2011, Mark::minus},        {0x2012, Mark::minus},    {0x2013, Mark::minus},
    {0x2014, Mark::dash},         {0x2015, Mark::dash},     {0x2018, Mark::apostrophe},
    {0x2019, Mark::apostrophe},   {0x2028, Mark::line_end}, {0x2029, Mark::line_end},
    {0x202F, Mark::thin},         {0x2030, Mark::percent},  {0x2031, Mark::percent},
    {0x2032, Mark::apostrophe},   {0x2043, Mark::dash},     {0x2044, Mark::slash},
    {0x208B, Mark::minus},        {0x2103, Mark::letter},   {0x2109, Mark::letter},
    {0x2126, Mark::letter},       {0x2212, Mark::minus},    {0x2213, Mark::plus_minus},
    {0x2215, Mark::slash},        {0x2219, Mark::times},    {0x221A, Mark::root},
    {0x221B, Mark::root},         {0x221C, Mark::root},     {0x22C5, Mark::times},
    {0x2795, Mark::plus},         {0x2796, Mark::minus},    {0x3000, Mark::space},
    {0x301C, Mark::thin},         {0xFE58, Mark::dash},     {0xFE62, Mark::plus},
    {0xFE63, Mark::minus},        {0xFF5E, Mark::thin},
};

// Decimal digits come in runs of ten, in order: a promise of Unicode since 6.3
// (https://www.unicode.org/policies/stability_policy.html), so that a digit's
// value is its place in its run.
std::uint8_t decimal_value(std::int32_t code_point) {
  std::int32_t first = code_point;
  while (utf8proc_category(first - 1) == UTF8PROC_CATEGORY_ND) --first;
  return static_cast<std::uint8_t>((code_point - first) % 10);
}

struct EntityRow {
  std::string_view name;
  std::int32_t code_point;
};
constexpr EntityRow kEntities[] = {
    {"minus", 0x2212},  {"ndash", 0x2013},  {"mdash", 0x2014},  {"nbsp", 0x00A0},
    {"thinsp", 0x2009}, {"hairsp", 0x200A}, {"times", 0x00D7},  {"middot", 0x00B7},
    {"plusmn", 0x00B1}, {"pound", 0x00A3},  {"euro", 0x20AC},   {"yen", 0x00A5},
    {"cent", 0x00A2},   {"frac12", 0x00BD}, {"frac14", 0x00BC}, {"frac34", 0x00BE},
    {"sup2", 0x00B2},   {"sup3", 0x00B3},   {"radic", 0x221A},
};
constexpr std::size_t kMaxEntity = 10;  // bytes of the longest, "&#1114111;"

// What a compatibility character stands for; 0 when that is longer than `parts`.
template <std::size_t kParts>
std::size_t decompose(std::int32_t code_point, std::array<utf8proc_int32_t, kParts>& parts) {
  int boundary = 0;
  const utf8proc_ssize_t count = utf8proc_decompose_char(
      code_point, parts.data(), static_cast<utf8proc_ssize_t>(parts.size()),
      static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT), &boundary);
  return count > 0 && static_cast<std::size_t>(count) <= kParts ? static_cast<std::size_t>(count)
                                                                : 0;
}

bool is_superscript(std::int32_t c) {
  return c == 0xB9 || c == 0xB2 || c == 0xB3 || (c >= 0x2070 && c <= 0x207B);
}

Glyph superscript(std::int32_t code_point, std::uint8_t length) {
  std::array<utf8proc_int32_t, 4> parts{};
  Glyph glyph{Mark::superscript, 10, length, false};
  if (decompose(code_point, parts) != 1) return glyph;
  if (parts[0] >= '0' && parts[0] <= '9') glyph.digit = static_cast<std::uint8_t>(parts[0] - '0');
  if (parts[0] == 0x2212) glyph.negative = true;
  return glyph;
}

Glyph by_category(std::int32_t code_point, std::uint8_t length) {
  switch (utf8proc_category(code_point)) {
    case UTF8PROC_CATEGORY_ND:
      return {Mark::digit, decimal_value(code_point), length, false};
    case UTF8PROC_CATEGORY_SC:
      return {Mark::currency, 0, length, false};
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
      return {Mark::letter, 0, length, false};
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
      return {Mark::ideograph, 0, length, false};
    case UTF8PROC_CATEGORY_ZS:
      return {Mark::space, 0, length, false};
    // Marks of writing direction and the like stand unseen between sign and digits.
    case UTF8PROC_CATEGORY_CF:
      return {Mark::thin, 0, length, false};
    case UTF8PROC_CATEGORY_NO: {
      std::array<utf8proc_int32_t, 8> parts{};
      const std::size_t count = decompose(code_point, parts);
      const auto* end = parts.begin() + count;
      if (std::find(parts.cbegin(), end, 0x2044) != end) return {Mark::vulgar, 0, length, false};
      return {Mark::other, 0, length, false};
    }
    default:
      return {Mark::other, 0, length, false};
  }
}

Glyph glyph_of(std::int32_t c, std::uint8_t length) {
  const std::int32_t narrow = c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c;  // of full width
  if (narrow < 0x80) {
    const Mark mark = narrow == '\\' ? Mark::other : kAsciiMarks[static_cast<std::size_t>(narrow)];
    const auto digit = static_cast<std::uint8_t>(mark == Mark::digit ? narrow - '0' : 0);
    return {mark, digit, length, false};
  }
  const auto* row = std::lower_bound(
      std::begin(kCodePoints), std::end(kCodePoints), c,
      [](const CodePointRow& entry, std::int32_t value) { return entry.code_point < value; });
  if (row != std::end(kCodePoints) && row->code_point == c) return {row->mark, 0, length, false};
  if (is_superscript(c)) return superscript(c, length);
  return by_category(c, length);
}

// Of the LaTeX that stands inside numbers; Mark::end for anything else.
Glyph latex(std::string_view rest) {
  if (rest.starts_with("{,}")) return {Mark::comma, 0, 3, false};
  if (rest.starts_with("{.}")) return {Mark::point, 0, 3, false};
  if (rest.size() < 2 || rest[0] != '\\') return {};
  switch (rest[1]) {
    case ',':
    case ';':
    case ':':
    case ' ':
      return {Mark::thin, 0, 2, false};
    case '%':
      return {Mark::percent, 0, 2, false};
    case '$':
      return {Mark::currency, 0, 2, false};
    case '(':
    case '[':
    case '{':
      return {Mark::open, 0, 2, false};
    case ')':
    case ']':
    case '}':
      return {Mark::close, 0, 2, false};
    default:
      return {};
  }
}

}  // namespace

Entity entity_at(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(std::min(at, text.size()), kMaxEntity);
  const std::size_t end = rest.find(';');
  if (!rest.starts_with('&') || end == std::string_view::npos) return {};
  std::string_view name = rest.substr(1, end - 1);
  if (name.starts_with('#')) {
    name.remove_prefix(1);
    const bool is_hex = name.starts_with('x') || name.starts_with('X');
    if (is_hex) name.remove_prefix(1);
    std::int32_t code_point = 0;
    const char* last = name.data() + name.size();
    const auto [stop, error] = std::from_chars(name.data(), last, code_point, is_hex ? 16 : 10);
    const bool is_read = error == std::errc() && stop == last;
    if (!is_read || code_point <= 0 || code_point > 0x10FFFF) return {};
    return {code_point, end + 1};
  }
  for (const EntityRow& row : kEntities) {
    if (row.name == name) return {row.code_point, end + 1};
  }
  return {};
}

Glyph composed_glyph_at(std::string_view text, std::size_t at) {
  if (at >= text.size()) return {};
  if ((text[at] & 0x80) != 0) {
    const CodePoint decoded = code_point_at(text, at);
    if (decoded.value < 0) return {Mark::other, 0, 1, false};
    return glyph_of(decoded.value, static_cast<std::uint8_t>(decoded.length));
  }
  if (text[at] == '&') {
    const Entity entity = entity_at(text, at);
    if (entity.length == 0) return {Mark::other, 0, 1, false};
    return glyph_of(entity.code_point, static_cast<std::uint8_t>(entity.length));
  }
  const std::string_view rest = text.substr(at, 4);
  if (rest.starts_with("\\!")) {  // takes space away: nothing to a number
    Glyph behind = rest.substr(2).starts_with("\\!") ? Glyph{Mark::other, 0, 0, false}
                                                     : glyph_at(text, at + 2);
    behind.length = static_cast<std::uint8_t>(behind.length + 2);
    return behind;
  }
  if (const Glyph found = latex(rest); found.mark != Mark::end) return found;
  return {rest[0] == '{' ? Mark::open : Mark::backslash, 0, 1, false};
}

Glyph glyph_before(std::string_view text, std::size_t end, std::size_t floor) {
  if (end <= floor) return {};
  if (end - floor >= 3 && text.substr(end - 3, 3) == "{,}") return {Mark::comma, 0, 3, false};
  if (end - floor >= 2 && text[end - 2] == '\\' &&
      (end - floor < 3 || text[end - 3] != '\\')) {  // "\\" ends a line of LaTeX
    if (const Glyph found = latex(text.substr(end - 2, 2)); found.mark != Mark::end) return found;
    if (text[end - 1] == '!') return glyph_before(text, end - 2, floor);
  }
  if (text[end - 1] == ';') {
    const std::size_t least = std::max(floor, end - std::min(end, kMaxEntity));
    const std::size_t open = text.substr(least, end - least).rfind('&');
    if (open != std::string_view::npos) {
      const Glyph found = glyph_at(text, least + open);
      if (least + open + found.length == end) return found;
    }
  }
  std::size_t start = end - 1;
  while (start > floor && end - start < 4 && continues_utf8(text[start])) --start;
  const Glyph glyph = glyph_at(text.substr(0, end), start);
  // A torn character is one byte of nothing.
  return glyph.length == end - start ? glyph : Glyph{Mark::other, 0, 1, false};
}

SmallFraction vulgar_fraction(std::string_view text, std::size_t at) {
  std::array<utf8proc_int32_t, 8> parts{};
  const Entity entity = entity_at(text, at);
  const std::int32_t written =
      entity.length > 0 ? entity.code_point : code_point_at(text, at).value;
  const std::size_t count = decompose(written, parts);
  SmallFraction fraction;
  int* side = &fraction.above;
  for (std::size_t i = 0; i < count; ++i) {
    if (parts[i] == 0x2044) {
      side = &fraction.below;
    } else if (parts[i] >= '0' && parts[i] <= '9') {
      *side = *side * 10 + (parts[i] - '0');
    }
  }
  return fraction;
}

}  // namespace assay
