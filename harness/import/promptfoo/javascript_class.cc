#include "harness/import/promptfoo/javascript_class.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/base/text.h"
#include "harness/import/promptfoo/javascript_space.h"

namespace assay {
namespace {

std::optional<std::int32_t> hex(std::string_view digits) {
  if (digits.empty() || digits.size() > 6) return std::nullopt;
  std::int32_t value = 0;
  for (const char c : digits) {
    const bool is_letter = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (!is_letter && !is_ascii_digit(c)) return std::nullopt;
    value = value * 16 + (is_ascii_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return value;
}

bool is_high(std::int32_t value) {
  return value >= 0xD800 && value < 0xDC00;
}
bool is_low(std::int32_t value) {
  return value >= 0xDC00 && value < 0xE000;
}

// \uXXXX, two of them for one character, and \u{X}; `at` is behind the u.
ImportedEscape unicode_escape(std::string_view source, std::size_t at, bool is_unicode) {
  if (is_unicode && source.substr(at).starts_with("{")) {
    const std::size_t close = source.find('}', at);
    if (close == source.npos) return {0, at, "'\\u{' without '}'"};
    const std::optional<std::int32_t> value = hex(source.substr(at + 1, close - at - 1));
    if (!value || *value > 0x10FFFF || is_high(*value) || is_low(*value)) {
      return {0, at, "'\\u{...}' of no character"};
    }
    return {*value, close + 1, {}};
  }
  const std::optional<std::int32_t> first =
      source.size() >= at + 4 ? hex(source.substr(at, 4)) : std::nullopt;
  if (!first) {
    if (is_unicode) return {0, at, "'\\u' without four digits"};
    return {'u', at, {}};
  }
  if (!is_high(*first) && !is_low(*first)) return {*first, at + 4, {}};
  const std::optional<std::int32_t> second =
      source.substr(at + 4).starts_with("\\u") && source.size() >= at + 10
          ? hex(source.substr(at + 6, 4))
          : std::nullopt;
  if (!is_high(*first) || !second || !is_low(*second)) {
    return {0, at, "half a character, which no text here has"};
  }
  return {0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00), at + 10, {}};
}

std::optional<std::int32_t> control_escape(char c) {
  switch (c) {
    case 't':
      return '\t';
    case 'n':
      return '\n';
    case 'v':
      return '\v';
    case 'f':
      return '\f';
    case 'r':
      return '\r';
    default:
      return std::nullopt;
  }
}

bool is_ascii_letter(std::int32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string range_text(std::int32_t low, std::int32_t high) {
  if (low == high) return class_character(low);
  return class_character(low) + "-" + class_character(high);
}

// Reads the members of one class.
class ClassReader {
 public:
  ClassReader(std::string_view source, std::size_t at, ClassFlags flags)
      : source_(source), at_(at), flags_(flags) {}

  ImportedClass run() {
    const bool is_negated = at_ < source_.size() && source_[at_] == '^';
    if (is_negated) ++at_;
    while (out_.refused.empty()) {
      if (at_ >= source_.size()) {
        out_.refused = "a '[' that is not closed";
      } else if (source_[at_] == ']') {
        break;
      } else {
        member();
      }
    }
    out_.end = at_ + 1;
    finish(is_negated);
    return std::move(out_);
  }

 private:
  void finish(bool is_negated) {
    if (members_.empty()) {
      out_.text = is_negated ? "(?s:.)" : "(?!)";
      out_.is_nothing = !is_negated;
      out_.is_everything = out_.is_wide = is_negated;
      return;
    }
    const bool has_both = (has_space_ && has_no_space_) || (has_digit_ && has_no_digit_) ||
                          (has_word_ && has_no_word_);
    out_.is_everything = has_both && !is_negated;
    out_.is_wide = out_.is_wide || is_negated;
    out_.text = fmt::format("[{}{}]", is_negated ? "^" : "", members_);
    if (flags_.ignores_case && !flags_.is_unicode && !has_others_) {
      out_.text = "(?-i:" + out_.text + ")";
    }
  }

  // One character, or a shorthand, which is then already among the members.
  std::optional<std::int32_t> one() {
    if (source_[at_] != '\\') {
      const CodePoint read = code_point_at(source_, at_);
      if (read.value < 0) return fail("bytes that are no UTF-8");
      at_ += read.length;
      return read.value;
    }
    ++at_;
    if (at_ >= source_.size()) return fail("a '\\' at its end");
    const char c = source_[at_];
    if (std::string_view("dDwWsS").find(c) != std::string_view::npos ||
        (flags_.is_unicode && (c == 'p' || c == 'P'))) {
      shorthand(c);
      return std::nullopt;
    }
    if (c == 'b') {
      ++at_;
      return 8;
    }
    ImportedEscape read = import_escape(source_, at_, flags_.is_unicode);
    if (!read.refused.empty()) return fail(std::move(read.refused));
    at_ = read.end;
    return read.value;
  }

  void shorthand(char c) {
    ImportedShorthand read = import_shorthand(source_, at_);
    if (!read.refused.empty()) {
      fail(std::move(read.refused));
      return;
    }
    at_ = read.end;
    members_ += read.members;
    out_.is_wide = out_.is_wide || read.is_wide;
    has_space_ |= c == 's', has_no_space_ |= c == 'S';
    has_digit_ |= c == 'd', has_no_digit_ |= c == 'D';
    has_word_ |= c == 'w', has_no_word_ |= c == 'W';
  }

  std::optional<std::int32_t> fail(std::string why) {
    if (out_.refused.empty()) out_.refused = std::move(why);
    return std::nullopt;
  }

  void member() {
    const std::optional<std::int32_t> low = one();
    if (!low) return;
    const bool is_range =
        at_ + 1 < source_.size() && source_[at_] == '-' && source_[at_ + 1] != ']';
    if (!is_range) return add(*low, *low);
    ++at_;
    const std::optional<std::int32_t> high = one();
    if (!high) {
      // "a-\d": three members, as Annex B has it.
      add(*low, *low);
      add('-', '-');
      return;
    }
    if (*high < *low) {
      fail("a range whose ends cross");
      return;
    }
    add(*low, *high);
  }

  void add(std::int32_t low, std::int32_t high) {
    members_ += range_text(low, high);
    if (high >= 0x80) has_others_ = true;
    if (high >= 0x10000) {
      out_.is_wide = true;
      if (!flags_.is_unicode) fail("a class with an emoji, without the flag 'u'");
    }
    if (!flags_.ignores_case) return;
    for (std::int32_t c = std::max<std::int32_t>(low, 'A'); c <= std::min<std::int32_t>(high, 'z');
         ++c) {
      if (is_ascii_letter(c)) members_ += class_character(c ^ 0x20);
    }
  }

  std::string_view source_;
  std::size_t at_;
  ClassFlags flags_;
  std::string members_;
  bool has_others_ = false;  // beyond ASCII, which (?i) folds
  bool has_space_ = false, has_no_space_ = false;
  bool has_digit_ = false, has_no_digit_ = false;
  bool has_word_ = false, has_no_word_ = false;
  ImportedClass out_;
};

}  // namespace

std::string class_character(std::int32_t value) {
  constexpr std::string_view kSyntax = "\\^$.|?*+()[]{}-/#&~";
  if (value < 0x20 || value == 0x7F || (value >= 0x80 && value < 0xA1) || value == 0x2028 ||
      value == 0x2029 || value == 0xFEFF) {
    if (value == '\t') return "\\t";
    if (value == '\n') return "\\n";
    if (value == '\r') return "\\r";
    return fmt::format("\\x{{{:x}}}", value);
  }
  if (value < 0x80) {
    const char c = static_cast<char>(value);
    if (c == '-' || c == '/' || c == '#' || c == '&' || c == '~') {
      return c == '-' ? "\\-" : std::string(1, c);
    }
    return kSyntax.find(c) == kSyntax.npos ? std::string(1, c) : fmt::format("\\{}", c);
  }
  std::string text;
  const auto bits = static_cast<std::uint32_t>(value);
  const auto trail = [&text, bits](int shift) {
    text += static_cast<char>(0x80U | ((bits >> shift) & 0x3FU));
  };
  if (bits < 0x800) {
    text += static_cast<char>(0xC0U | (bits >> 6U));
  } else if (bits < 0x10000) {
    text += static_cast<char>(0xE0U | (bits >> 12U));
    trail(6);
  } else {
    text += static_cast<char>(0xF0U | (bits >> 18U));
    trail(12);
    trail(6);
  }
  trail(0);
  return text;
}

ImportedEscape import_escape(std::string_view source, std::size_t at, bool is_unicode) {
  const char c = source[at];
  if (const std::optional<std::int32_t> control = control_escape(c)) return {*control, at + 1, {}};
  if (c == '0' && (at + 1 >= source.size() || !is_ascii_digit(source[at + 1]))) {
    return {0, at + 1, {}};
  }
  if (is_ascii_digit(c)) return {0, at, "an octal escape"};
  if (c == 'c') return {0, at, "'\\c'"};
  if (c == 'u') return unicode_escape(source, at + 1, is_unicode);
  if (c == 'x') {
    const std::optional<std::int32_t> value =
        source.size() >= at + 3 ? hex(source.substr(at + 1, 2)) : std::nullopt;
    if (value) return {*value, at + 3, {}};
    if (is_unicode) return {0, at, "'\\x' without two digits"};
  }
  const CodePoint read = code_point_at(source, at);
  if (read.value < 0) return {0, at, "bytes that are no UTF-8"};
  return {read.value, at + read.length, {}};
}

ImportedShorthand import_shorthand(std::string_view source, std::size_t at) {
  const char c = source[at];
  if (c == 's') return {std::string(kJavascriptSpace), false, at + 1, {}};
  if (c == 'S') return {std::string(kJavascriptNoSpace), true, at + 1, {}};
  if (c != 'p' && c != 'P') return {fmt::format("\\{}", c), c == 'D' || c == 'W', at + 1, {}};
  const std::size_t close = source.find('}', at);
  if (source.substr(at + 1, 1) != "{" || close == source.npos) {
    return {{}, false, at, "'\\p' without a property"};
  }
  std::string_view property = source.substr(at + 2, close - at - 2);
  for (const std::string_view key : {"Script=", "sc=", "General_Category=", "gc="}) {
    if (property.starts_with(key)) property.remove_prefix(key.size());
  }
  constexpr std::string_view kKnown[] = {
      "L",      "Ll",       "Lu",       "Lt",     "Lm",    "Lo",        "M",
      "Mn",     "Mc",       "N",        "Nd",     "Nl",    "No",        "P",
      "Pc",     "Pd",       "Ps",       "Pe",     "Pi",    "Pf",        "Po",
      "S",      "Sm",       "Sc",       "Sk",     "So",    "Z",         "Zs",
      "Zl",     "Zp",       "Han",      "Latin",  "Greek", "Cyrillic",  "Arabic",
      "Hebrew", "Hiragana", "Katakana", "Hangul", "Thai",  "Devanagari"};
  if (std::find(std::begin(kKnown), std::end(kKnown), property) == std::end(kKnown)) {
    return {{}, false, at, fmt::format("the property '{}'", excerpt(property, 30))};
  }
  return {fmt::format("\\{}{{{}}}", c, property), true, close + 1, {}};
}

ImportedClass import_class(std::string_view source, std::size_t at, ClassFlags flags) {
  return ClassReader(source, at, flags).run();
}

}  // namespace assay
