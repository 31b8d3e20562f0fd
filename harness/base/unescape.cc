#include "harness/base/unescape.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <optional>

#include "harness/base/encoding.h"

namespace assay {
namespace {

constexpr std::string_view kBegins = "\\%&";

struct Decoded {
  std::uint32_t value;
  std::size_t size;      // of the escape, in bytes
  bool is_byte = false;  // as it is, or a code point in UTF-8
};

std::optional<std::uint32_t> number(std::string_view digits, int base) {
  std::uint32_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value, base);
  if (digits.empty() || stop != end || error != std::errc()) return std::nullopt;
  return value;
}

// `count` hexadecimal digits at `at`.
std::optional<std::uint32_t> hex_at(std::string_view text, std::size_t at, std::size_t count) {
  return at + count <= text.size() ? number(text.substr(at, count), 16) : std::nullopt;
}

bool is_high(std::uint32_t unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
bool is_low(std::uint32_t unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

// "\u0041", or two that make one character. Half a character stands for nothing.
std::optional<Decoded> unicode_at(std::string_view text, std::size_t at) {
  const std::optional<std::uint32_t> unit = hex_at(text, at + 2, 4);
  if (!unit || is_low(*unit)) return std::nullopt;
  if (!is_high(*unit)) return Decoded{*unit, 6};
  const bool goes_on = text.substr(std::min(at + 6, text.size())).starts_with("\\u");
  const std::optional<std::uint32_t> low = goes_on ? hex_at(text, at + 8, 4) : std::nullopt;
  if (!low || !is_low(*low)) return std::nullopt;
  return Decoded{0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00), 12};
}

std::optional<Decoded> backslash_at(std::string_view text, std::size_t at) {
  if (at + 1 == text.size()) return std::nullopt;
  constexpr std::string_view kLetters = "bfnrt";
  constexpr std::string_view kMeant = "\b\f\n\r\t";
  const char next = text[at + 1];
  if (next == 'u') return unicode_at(text, at);
  if (next == 'x') {
    const std::optional<std::uint32_t> byte = hex_at(text, at + 2, 2);
    return byte ? std::optional(Decoded{*byte, 4, true}) : std::nullopt;
  }
  if (const std::size_t letter = kLetters.find(next); letter != std::string_view::npos) {
    return Decoded{static_cast<std::uint32_t>(kMeant[letter]), 2, true};
  }
  if (std::string_view("\"\\/'`").find(next) == std::string_view::npos) return std::nullopt;
  return Decoded{static_cast<std::uint32_t>(next), 2, true};
}

std::optional<Decoded> percent_at(std::string_view text, std::size_t at) {
  const std::optional<std::uint32_t> byte = hex_at(text, at + 1, 2);
  return byte ? std::optional(Decoded{*byte, 3, true}) : std::nullopt;
}

// The names that HTML has for characters of ASCII.
// https://html.spec.whatwg.org/#named-character-references
struct Entity {
  std::string_view name;
  char meant;
};
constexpr Entity kEntities[] = {
    {"AMP", '&'},      {"DiacriticalGrave", '`'},
    {"GT", '>'},       {"Hat", '^'},
    {"LT", '<'},       {"NewLine", '\n'},
    {"QUOT", '"'},     {"Tab", '\t'},
    {"UnderBar", '_'}, {"VerticalLine", '|'},
    {"amp", '&'},      {"apos", '\''},
    {"ast", '*'},      {"bsol", '\\'},
    {"colon", ':'},    {"comma", ','},
    {"commat", '@'},   {"dollar", '$'},
    {"equals", '='},   {"excl", '!'},
    {"grave", '`'},    {"gt", '>'},
    {"lbrace", '{'},   {"lbrack", '['},
    {"lcub", '{'},     {"lowbar", '_'},
    {"lpar", '('},     {"lsqb", '['},
    {"lt", '<'},       {"midast", '*'},
    {"num", '#'},      {"percnt", '%'},
    {"period", '.'},   {"plus", '+'},
    {"quest", '?'},    {"quot", '"'},
    {"rbrace", '}'},   {"rbrack", ']'},
    {"rcub", '}'},     {"rpar", ')'},
    {"rsqb", ']'},     {"semi", ';'},
    {"sol", '/'},      {"verbar", '|'},
    {"vert", '|'},
};
constexpr std::size_t kLongestEntity = 24;  // "&#x" and noughts too

// "&#65;", "&#x41;", "&sol;". Browsers read numbers without their ';' too.
std::optional<Decoded> entity_at(std::string_view text, std::size_t at) {
  std::string_view inner = text.substr(at + 1, kLongestEntity);
  if (!inner.starts_with('#')) {
    inner = inner.substr(0, inner.find(';'));
    if (inner.size() == text.substr(at + 1, kLongestEntity).size()) return std::nullopt;
    const auto* const found = std::find_if(std::begin(kEntities), std::end(kEntities),
                                           [&](const Entity& row) { return row.name == inner; });
    if (found == std::end(kEntities)) return std::nullopt;
    return Decoded{static_cast<std::uint32_t>(found->meant), inner.size() + 2, true};
  }
  const bool is_hex = inner.starts_with("#x") || inner.starts_with("#X");
  inner.remove_prefix(is_hex ? 2 : 1);
  const std::size_t digits = std::min(
      inner.size(), inner.find_first_not_of(is_hex ? "0123456789abcdefABCDEF" : "0123456789"));
  const std::optional<std::uint32_t> value = number(inner.substr(0, digits), is_hex ? 16 : 10);
  if (!value || *value > 0x10FFFF || is_high(*value) || is_low(*value)) return std::nullopt;
  const bool ends = digits < inner.size() && inner[digits] == ';';
  return Decoded{*value, (is_hex ? 3U : 2U) + digits + (ends ? 1 : 0)};
}

std::optional<Decoded> escape_at(std::string_view text, std::size_t at) {
  switch (text[at]) {
    case '\\':
      return backslash_at(text, at);
    case '%':
      return percent_at(text, at);
    default:
      return entity_at(text, at);
  }
}

// The first of kBegins at or after each place, by memchr: most text has none.
class Beginnings {
 public:
  explicit Beginnings(std::string_view text) : text_(text) {
    for (std::size_t i = 0; i < kBegins.size(); ++i) next_[i] = text.find(kBegins[i]);
  }
  std::size_t from(std::size_t at) {
    std::size_t first = std::string_view::npos;
    for (std::size_t i = 0; i < kBegins.size(); ++i) {
      if (next_[i] < at) next_[i] = text_.find(kBegins[i], at);
      first = std::min(first, next_[i]);
    }
    return first;
  }

 private:
  std::string_view text_;
  std::size_t next_[kBegins.size()];
};

}  // namespace

Unescaped::Unescaped(std::string_view source) {
  Beginnings beginnings(source);
  std::size_t copied = 0;
  std::size_t at = 0;
  while ((at = beginnings.from(at)) != std::string_view::npos) {
    const std::optional<Decoded> escape = escape_at(source, at);
    if (!escape) {
      ++at;
      continue;
    }
    text_ += source.substr(copied, at - copied);
    const std::size_t begin = text_.size();
    if (escape->is_byte)
      text_ += static_cast<char>(escape->value);
    else
      append_utf8(text_, escape->value);
    escapes_.push_back({begin, at, static_cast<unsigned char>(text_.size() - begin),
                        static_cast<unsigned char>(escape->size)});
    copied = at += escape->size;
  }
  if (is_changed()) text_ += source.substr(copied);
}

const Unescaped::Escape* Unescaped::Origin::escape_before(std::size_t at) {
  while (passed_ < escapes_.size() && escapes_[passed_].begin <= at) ++passed_;
  return passed_ == 0 ? nullptr : &escapes_[passed_ - 1];
}

std::size_t Unescaped::Origin::begin_of(std::size_t at) {
  const Escape* const escape = escape_before(at);
  if (escape == nullptr) return at;
  if (at < escape->begin + escape->size) return escape->source_begin;
  return escape->source_begin + escape->source_size + (at - escape->begin - escape->size);
}

std::size_t Unescaped::Origin::end_of(std::size_t at) {
  const Escape* const escape = escape_before(at);
  if (escape == nullptr) return at + 1;
  if (at < escape->begin + escape->size) return escape->source_begin + escape->source_size;
  return escape->source_begin + escape->source_size + (at - escape->begin - escape->size) + 1;
}

}  // namespace assay
