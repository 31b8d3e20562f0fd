#include "harness/import/promptfoo/javascript_pattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "harness/base/text.h"
#include "harness/import/promptfoo/javascript_class.h"
#include "harness/import/promptfoo/javascript_space.h"

namespace assay {
namespace {

// Where a piece may match nothing at all: at the start, and at the end, of any text.
struct Emptiness {
  bool at_start = true;
  bool at_end = true;
};

struct Piece {
  std::string text;
  Emptiness empty = {false, false};
  bool is_wide = false;         // may match a character of two units
  bool is_everything = false;   // any character at all
  bool is_quantifiable = true;  // not an anchor
};

constexpr int kMostNesting = 200;  // each level is a call
constexpr long long kMostOfRe2 = 1000;
constexpr long long kMostOfPcre2 = 65535;

class PatternReader {
 public:
  PatternReader(std::string_view source, std::string_view flags) : source_(source) {
    for (const char flag : flags) {
      if (flag == 'i') ignores_case_ = true;
      if (flag == 'm') is_multiline_ = true;
      if (flag == 's') dot_is_all_ = true;
      if (flag == 'u') is_unicode_ = true;
      if (std::string_view("gimsud").find(flag) == std::string_view::npos) {
        refuse(fmt::format("the flag '{}' has no counterpart", flag));
      }
    }
    groups_ = count_groups();
  }

  ImportedPattern run() {
    Piece all = alternatives(0);
    if (at_ < source_.size()) refuse("a ')' that opens nowhere");
    if (!out_.refused.empty()) return {{}, false, false, false, false, std::move(out_.refused)};
    out_.pattern = (ignores_case_ ? "(?i)" : "") + all.text;
    out_.matches_all = all.empty.at_start || all.empty.at_end || is_all_of_a_text();
    return std::move(out_);
  }

 private:
  void refuse(std::string why) {
    if (out_.refused.empty()) out_.refused = std::move(why);
    at_ = source_.size();
  }
  bool is_done() const { return at_ >= source_.size(); }
  std::string_view rest() const { return source_.substr(at_); }
  bool take(std::string_view text) {
    if (!rest().starts_with(text)) return false;
    at_ += text.size();
    return true;
  }

  // "^[\s\S]*$" and the like, which no piece alone tells.
  bool is_all_of_a_text() const {
    constexpr std::string_view kAll[] = {"^[\\s\\S]*$",    "^[\\S\\s]*$", "^[^]*$",
                                         "^[\\d\\D]*$",    "^[\\w\\W]*$", "^([\\s\\S]*)$",
                                         "^(?:[\\s\\S]*)$"};
    return std::find(std::begin(kAll), std::end(kAll), source_) != std::end(kAll) ||
           (dot_is_all_ && (source_ == "^.*$" || source_ == "^(.*)$"));
  }

  // Capturing groups, for \1 is an octal escape where there is none.
  int count_groups() const {
    int count = 0;
    bool in_class = false;
    for (std::size_t i = 0; i < source_.size(); ++i) {
      const std::string_view here = source_.substr(i);
      if (here.front() == '\\') ++i;
      if (here.front() == '[') in_class = true;
      if (here.front() == ']') in_class = false;
      if (in_class || here.front() != '(') continue;
      const bool is_named =
          here.starts_with("(?<") && !here.starts_with("(?<=") && !here.starts_with("(?<!");
      if (!here.starts_with("(?") || is_named) ++count;
    }
    return count;
  }

  Piece alternatives(int depth) {
    if (depth > kMostNesting) refuse("groups nested too deep");
    Piece all;
    bool is_first = true;
    do {
      Piece one = sequence(depth);
      if (!is_first) all.text += '|';
      is_first = false;
      all.text += one.text;
      all.empty.at_start |= one.empty.at_start;
      all.empty.at_end |= one.empty.at_end;
    } while (take("|"));
    return all;
  }

  Piece sequence(int depth) {
    Piece all;
    all.empty = {true, true};
    while (!is_done() && rest().front() != '|' && rest().front() != ')') {
      Piece piece = quantified(atom(depth));
      all.text += piece.text;
      all.empty.at_start &= piece.empty.at_start;
      all.empty.at_end &= piece.empty.at_end;
    }
    return all;
  }

  Piece atom(int depth) {
    if (take("^")) return caret();
    if (take("$")) return dollar();
    if (take("(")) return group(depth);
    if (take("[")) return character_class();
    if (take("\\")) return escape();
    if (take(".")) return dot();
    const char c = rest().front();
    if (c == '*' || c == '+' || c == '?') {
      refuse("a repeat of nothing");
      return {};
    }
    if (c == '{' && read_braces()) {
      refuse("a repeat of nothing");
      return {};
    }
    const CodePoint read = code_point_at(source_, at_);
    if (read.value < 0) {
      refuse("bytes that are no UTF-8");
      return {};
    }
    at_ += read.length;
    return literal(read.value);
  }

  Piece caret() {
    Piece piece{"^", {true, false}, false, false, false};
    if (is_multiline_) {
      piece.text = fmt::format("(?<![^{}])", kJavascriptLineEnd);
      out_.needs_pcre2 = true;
    }
    return piece;
  }

  Piece dollar() {
    Piece piece{"$", {false, true}, false, false, false};
    if (is_multiline_) {
      piece.text = fmt::format("(?![^{}])", kJavascriptLineEnd);
      out_.needs_pcre2 = true;
    }
    return piece;
  }

  Piece dot() {
    Piece piece;
    piece.text = dot_is_all_ ? "(?s:.)" : fmt::format("[^{}]", kJavascriptLineEnd);
    piece.is_wide = true;
    piece.is_everything = dot_is_all_;
    return piece;
  }

  Piece group(int depth) {
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
    Piece inner = alternatives(depth + 1);
    behind_ -= looks_back ? 1 : 0;
    if (!take(")")) refuse("a '(' that is not closed");
    Piece piece{open + inner.text + ")", inner.empty, false, false, true};
    if (looks) piece.empty = {false, false};
    piece.is_quantifiable = !looks;
    return piece;
  }

  static bool is_group_name(std::string_view text) {
    const auto fits = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_ascii_digit(c) || c == '_';
    };
    return !text.empty() && text.size() <= 32 && !is_ascii_digit(text.front()) &&
           std::all_of(text.begin(), text.end(), fits);
  }

  Piece character_class() {
    ImportedClass read = import_class(source_, at_, {ignores_case_, is_unicode_});
    if (!read.refused.empty()) {
      refuse(std::move(read.refused));
      return {};
    }
    at_ = read.end;
    if (read.is_nothing) out_.needs_pcre2 = true;
    Piece piece;
    piece.text = std::move(read.text);
    piece.is_wide = read.is_wide;
    piece.is_everything = read.is_everything;
    return piece;
  }

  Piece escape() {
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

  Piece shorthand() {
    ImportedShorthand read = import_shorthand(source_, at_);
    if (!read.refused.empty()) {
      refuse(std::move(read.refused));
      return {};
    }
    at_ = read.end;
    Piece piece;
    // Under (?i) a class of either engine takes in the Kelvin sign, which is no \w there.
    const bool folds = ignores_case_ && !is_unicode_;
    piece.text = fmt::format("{}[{}]{}", folds ? "(?-i:" : "", read.members, folds ? ")" : "");
    piece.is_wide = read.is_wide;
    return piece;
  }

  // A group that took no part matches nothing, and a reference to it then the empty text.
  Piece backreference() {
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

  Piece named_reference() {
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

  // Without `u`, s and k fold to nothing beyond ASCII there.
  Piece literal(std::int32_t value) {
    Piece piece;
    piece.text = class_character(value);
    if (ignores_case_ && !is_unicode_ && (value | 0x20) == 's') piece.text = "(?-i:[sS])";
    if (ignores_case_ && !is_unicode_ && (value | 0x20) == 'k') piece.text = "(?-i:[kK])";
    // A repeat without `u` would be one of its second half.
    piece.is_quantifiable = is_unicode_ || value < 0x10000;
    if (!piece.is_quantifiable) piece.text = "(?:" + piece.text + ")";
    return piece;
  }

  struct Braces {
    long long least = 0;
    std::optional<long long> most;
    std::size_t length = 0;
  };

  // {2}, {2,} or {2,5} at `at_`; anything else is text.
  std::optional<Braces> read_braces() const {
    const std::size_t close = rest().find('}');
    if (!rest().starts_with("{") || close == rest().npos || close > 24) return std::nullopt;
    const std::string_view inside = rest().substr(1, close - 1);
    const std::size_t comma = inside.find(',');
    const auto number = [](std::string_view text) -> std::optional<long long> {
      if (text.empty() || !std::all_of(text.begin(), text.end(), is_ascii_digit)) {
        return std::nullopt;
      }
      return parse_integer(text);
    };
    const std::optional<long long> least = number(inside.substr(0, comma));
    if (!least) return std::nullopt;
    Braces braces{*least, least, close + 1};
    if (comma == inside.npos) return braces;
    braces.most = number(inside.substr(comma + 1));
    if (!braces.most && comma + 1 < inside.size()) return std::nullopt;
    return braces;
  }

  std::optional<Braces> read_repeat() {
    if (is_done()) return std::nullopt;
    if (rest().front() == '*') return Braces{0, std::nullopt, 1};
    if (rest().front() == '+') return Braces{1, std::nullopt, 1};
    if (rest().front() == '?') return Braces{0, 1, 1};
    return read_braces();
  }

  Piece quantified(Piece piece) {
    const std::optional<Braces> repeat = out_.refused.empty() ? read_repeat() : std::nullopt;
    const long long most = repeat ? repeat->most.value_or(repeat->least) : 1;
    if (piece.is_wide && !is_unicode_) {
      const bool is_open = repeat && !repeat->most && repeat->least <= 1;
      if (repeat && !is_open && most > 1) out_.counts_units = true;
      if (repeat && !repeat->most && repeat->least > 1) out_.counts_units = true;
      if (!is_open && most <= 1) out_.meets_units = true;
    }
    if (!repeat) return piece;
    if (!piece.is_quantifiable) {
      refuse("a repeat of what cannot be repeated");
      return piece;
    }
    if (repeat->most && *repeat->most < repeat->least) refuse("a repeat whose bounds cross");
    const bool is_counted = rest().front() == '{';
    if (is_counted && std::max(most, repeat->least) > kMostOfRe2) out_.needs_pcre2 = true;
    if (is_counted && std::max(most, repeat->least) > kMostOfPcre2) refuse("so long a repeat");
    if (behind_ > 0 && repeat->most != repeat->least) {
      refuse("a lookbehind of varying length");
    }
    piece.text += rest().substr(0, repeat->length);
    at_ += std::min(repeat->length, rest().size());
    if (take("?")) piece.text += '?';
    if (repeat->least == 0) piece.empty = {true, true};
    const std::optional<Braces> second = read_repeat();
    if (second) refuse("a repeat of a repeat");
    return piece;
  }

  std::string_view source_;
  std::size_t at_ = 0;
  bool ignores_case_ = false;
  bool is_multiline_ = false;
  bool dot_is_all_ = false;
  bool is_unicode_ = false;
  int groups_ = 0;
  int behind_ = 0;
  ImportedPattern out_;
};

}  // namespace

ImportedPattern import_pattern(std::string_view source, std::string_view flags) {
  constexpr std::size_t kMostBytes = 64 << 10;
  if (source.size() > kMostBytes) return {{}, false, false, false, false, "so long a pattern"};
  return PatternReader(source, flags).run();
}

Json pattern_arguments(const ImportedPattern& imported) {
  Json arguments{{"pattern", imported.pattern}, {"exact", true}};
  if (imported.needs_pcre2) arguments["engine"] = "pcre2";
  return arguments;
}

std::string pattern_note(const ImportedPattern& imported) {
  if (imported.counts_units || imported.meets_units) {
    return "an emoji is one character to the pattern here and two there";
  }
  return {};
}

std::string quoted_pattern(std::string_view text) {
  std::string pattern;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint read = code_point_at(text, at);
    pattern += class_character(read.value < 0 ? 0xFFFD : read.value);
    at += read.length;
  }
  return pattern;
}

}  // namespace assay
