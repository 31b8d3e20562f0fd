// What a pattern is made of: anchors, groups, classes, escapes, characters.
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "harness/base/text.h"
#include "harness/import/promptfoo/javascript_class.h"
#include "harness/import/promptfoo/javascript_pattern_reader.h"
#include "harness/import/promptfoo/javascript_space.h"

namespace assay {

PatternPiece PatternReader::caret() {
  PatternPiece piece{"^", {true, false}, false, false, false};
  if (is_multiline_) {
    piece.text = fmt::format("(?<![^{}])", kJavascriptLineEnd);
    out_.needs_pcre2 = true;
  }
  return piece;
}

PatternPiece PatternReader::dollar() {
  PatternPiece piece{"$", {false, true}, false, false, false};
  if (is_multiline_) {
    piece.text = fmt::format("(?![^{}])", kJavascriptLineEnd);
    out_.needs_pcre2 = true;
  }
  return piece;
}

PatternPiece PatternReader::dot() {
  PatternPiece piece;
  piece.text = dot_is_all_ ? "(?s:.)" : fmt::format("[^{}]", kJavascriptLineEnd);
  piece.is_wide = true;
  piece.is_everything = dot_is_all_;
  return piece;
}

PatternPiece PatternReader::group(int depth) {
  std::string open = "(";
  bool looks = false;
  bool looks_back = false;
  if (take("?:")) {
    open = "(?:";
  } else if (rest().starts_with("?=") || rest().starts_with("?!") || rest().starts_with("?<=") ||
             rest().starts_with("?<!")) {
    looks = true;
    looks_back = rest()[1] == '<';
    open += rest().substr(0, looks_back ? 3 : 2);
    at_ += looks_back ? 3 : 2;
    out_.needs_pcre2 = true;
  } else if (take("?<")) {
    const std::size_t close = rest().find('>');
    const std::string_view group_name = rest().substr(0, std::min(close, rest().size()));
    if (close == rest().npos || !is_group_name(group_name)) {
      refuse("a group whose name is none");
      return {};
    }
    open += fmt::format("?P<{}>", group_name);
    at_ += close + 1;
  } else if (rest().starts_with("?")) {
    refuse(fmt::format("'({}' begins no group", excerpt(rest(), 3)));
    return {};
  }
  behind_ += looks_back ? 1 : 0;
  PatternPiece inner = alternatives(depth + 1);
  behind_ -= looks_back ? 1 : 0;
  if (!take(")")) refuse("a '(' that is not closed");
  PatternPiece piece{open + inner.text + ")", inner.empty, false, false, true};
  if (looks) piece.empty = {false, false};
  piece.is_quantifiable = !looks;
  return piece;
}

PatternPiece PatternReader::character_class() {
  ImportedClass read = import_class(source_, at_, {ignores_case_, is_unicode_});
  if (!read.refused.empty()) {
    refuse(std::move(read.refused));
    return {};
  }
  at_ = read.end;
  if (read.is_nothing) out_.needs_pcre2 = true;
  PatternPiece piece;
  piece.text = std::move(read.text);
  piece.is_wide = read.is_wide;
  piece.is_everything = read.is_everything;
  return piece;
}

PatternPiece PatternReader::escape() {
  if (is_done()) {
    refuse("a '\\' at its end");
    return {};
  }
  const char c = rest().front();
  if (c == 'b' || c == 'B') {
    ++at_;
    return {fmt::format("\\{}", c), {false, false}, false, false, false};
  }
  if (c >= '1' && c <= '9') return backreference();
  if (c == 'k' && source_.find("(?<") != source_.npos) return named_reference();
  if (std::string_view("dDwWsS").find(c) != std::string_view::npos || (c == 'p' && is_unicode_) ||
      (c == 'P' && is_unicode_)) {
    return shorthand();
  }
  ImportedEscape read = import_escape(source_, at_, is_unicode_);
  if (!read.refused.empty()) {
    refuse(std::move(read.refused));
    return {};
  }
  at_ = read.end;
  return literal(read.value);
}

PatternPiece PatternReader::shorthand() {
  ImportedShorthand read = import_shorthand(source_, at_);
  if (!read.refused.empty()) {
    refuse(std::move(read.refused));
    return {};
  }
  at_ = read.end;
  PatternPiece piece;
  // Under (?i) a class of either engine takes in the Kelvin sign, which is no \w there.
  const bool folds = ignores_case_ && !is_unicode_;
  piece.text = fmt::format("{}[{}]{}", folds ? "(?-i:" : "", read.members, folds ? ")" : "");
  piece.is_wide = read.is_wide;
  return piece;
}

PatternPiece PatternReader::backreference() {
  int number = 0;
  while (!is_done() && is_ascii_digit(rest().front()) && number < 100) {
    number = number * 10 + (rest().front() - '0');
    ++at_;
  }
  if (number > groups_) {
    refuse(fmt::format("'\\{}' names no group", number));
    return {};
  }
  out_.needs_pcre2 = true;
  return {fmt::format("(?({0})\\g{{{0}}}|)", number), {true, true}, false, false, true};
}

PatternPiece PatternReader::named_reference() {
  ++at_;
  const std::size_t close = rest().find('>');
  if (!rest().starts_with("<") || close == rest().npos ||
      !is_group_name(rest().substr(1, close - 1))) {
    refuse("'\\k' without a group's name");
    return {};
  }
  const std::string group_name(rest().substr(1, close - 1));
  at_ += close + 1;
  if (source_.find(fmt::format("(?<{}>", group_name)) == source_.npos) {
    refuse(fmt::format("'\\k<{}>' names no group", group_name));
    return {};
  }
  out_.needs_pcre2 = true;
  return {fmt::format("(?(<{0}>)\\k<{0}>|)", group_name), {true, true}, false, false, true};
}

PatternPiece PatternReader::literal(std::int32_t value) {
  PatternPiece piece;
  piece.text = class_character(value);
  if (ignores_case_ && !is_unicode_ && (value | 0x20) == 's') piece.text = "(?-i:[sS])";
  if (ignores_case_ && !is_unicode_ && (value | 0x20) == 'k') piece.text = "(?-i:[kK])";
  // A repeat without `u` would be one of its second half.
  piece.is_quantifiable = is_unicode_ || value < 0x10000;
  if (!piece.is_quantifiable) piece.text = "(?:" + piece.text + ")";
  return piece;
}

}  // namespace assay
