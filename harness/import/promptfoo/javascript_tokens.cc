#include "harness/import/promptfoo/javascript_tokens.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "harness/base/text.h"
#include "harness/import/promptfoo/javascript_class.h"

namespace assay {
namespace {

using Kind = JavascriptToken::Kind;

constexpr std::size_t kMostCode = 16 << 10;

bool begins_identifier(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

// Longest first.
constexpr std::string_view kSigns[] = {
    "===", "!==", "...", "=>", "==", "!=", "<=", ">=", "&&", "||", "??", "?.", "(", ")", "[", "]",
    "{",   "}",   ".",   ",",  ";",  ":",  "?",  "!",  "<",  ">",  "+",  "-",  "*", "/", "%", "=",
};

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view code) : code_(code) {}

  std::optional<std::vector<JavascriptToken>> run() {
    if (code_.size() > kMostCode || !is_valid_utf8(code_)) return std::nullopt;
    while (skip_blanks()) {
      if (at_ >= code_.size()) {
        add(Kind::end, {});
        return std::move(tokens_);
      }
      if (!take_one()) return std::nullopt;
    }
    return std::nullopt;
  }

 private:
  std::string_view rest() const { return code_.substr(at_); }

  void add(Kind kind, std::string text) {
    JavascriptToken token;
    token.kind = kind;
    token.text = std::move(text);
    token.begins_line = std::exchange(line_ended_, false);
    tokens_.push_back(std::move(token));
  }

  // White space and comments; false for a comment without an end.
  bool skip_blanks() {
    while (at_ < code_.size()) {
      const char c = code_[at_];
      if (c == '\n') line_ended_ = true;
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        ++at_;
      } else if (rest().starts_with("//")) {
        at_ = std::min(code_.find('\n', at_), code_.size());
      } else if (rest().starts_with("/*")) {
        const std::size_t end = code_.find("*/", at_ + 2);
        if (end == code_.npos) return false;
        if (code_.substr(at_, end - at_).find('\n') != code_.npos) line_ended_ = true;
        at_ = end + 2;
      } else {
        break;
      }
    }
    return true;
  }

  bool take_one() {
    const char c = code_[at_];
    if (begins_identifier(c)) return take_name();
    if (is_ascii_digit(c) ||
        (c == '.' && at_ + 1 < code_.size() && is_ascii_digit(code_[at_ + 1]))) {
      return take_number();
    }
    if (c == '"' || c == '\'' || c == '`') return take_text(c);
    if (c == '/' && regex_may_begin()) return take_regex();
    for (const std::string_view sign : kSigns) {
      if (!rest().starts_with(sign)) continue;
      at_ += sign.size();
      add(Kind::sign, std::string(sign));
      return true;
    }
    return false;
  }

  bool take_name() {
    const std::size_t begin = at_;
    while (at_ < code_.size() && (begins_identifier(code_[at_]) || is_ascii_digit(code_[at_]))) {
      ++at_;
    }
    // An identifier may go on in letters that are not read here.
    if (at_ < code_.size() &&
        (code_[at_] == '\\' || static_cast<unsigned char>(code_[at_]) >= 0x80)) {
      return false;
    }
    add(Kind::name, std::string(code_.substr(begin, at_ - begin)));
    return true;
  }

  bool take_number() {
    const std::size_t begin = at_;
    while (at_ < code_.size() && (is_ascii_digit(code_[at_]) || code_[at_] == '.')) ++at_;
    if (at_ < code_.size() && (begins_identifier(code_[at_]))) {
      const bool has_exponent = (code_[at_] == 'e' || code_[at_] == 'E') &&
                                at_ + 1 < code_.size() && is_ascii_digit(code_[at_ + 1]);
      if (!has_exponent) return false;  // 0x1F, 1n, 1_000
      ++at_;
      while (at_ < code_.size() && is_ascii_digit(code_[at_])) ++at_;
      if (at_ < code_.size() && begins_identifier(code_[at_])) return false;
    }
    std::string text(code_.substr(begin, at_ - begin));
    if (text.size() > 1 && text[0] == '0' && is_ascii_digit(text[1])) return false;
    if (text.starts_with('.')) text.insert(0, "0");
    if (text.ends_with('.')) text += "0";
    const std::optional<double> value = parse_number(text);
    if (!value) return false;
    add(Kind::number, std::move(text));
    tokens_.back().number = *value;
    return true;
  }

  bool take_text(char quote) {
    std::string text;
    for (++at_; at_ < code_.size();) {
      const char c = code_[at_];
      if (c == quote) {
        ++at_;
        add(Kind::text, std::move(text));
        return true;
      }
      if (c == '\n' && quote != '`') return false;
      if (quote == '`' && rest().starts_with("${")) return false;
      if (c == '\r') return false;  // is \n there, in a template
      if (c != '\\') {
        text += c;
        ++at_;
        continue;
      }
      ++at_;
      if (at_ >= code_.size() || code_[at_] == '\r') return false;
      if (code_[at_] == '\n') {
        ++at_;
        continue;
      }
      const ImportedEscape escape = text_escape();
      if (!escape.refused.empty()) return false;
      append_utf8(text, escape.value);
      at_ = escape.end;
    }
    return false;
  }

  // \b is a backspace in a text, and \u{1F600} one character.
  ImportedEscape text_escape() const {
    if (code_[at_] == 'b') return {8, at_ + 1, {}};
    const bool has_digits = code_[at_] == 'u' || code_[at_] == 'x';
    return import_escape(code_, at_, has_digits);
  }

  static void append_utf8(std::string& text, std::int32_t value) {
    const auto bits = static_cast<std::uint32_t>(value);
    const auto byte = [&text](std::uint32_t high, std::uint32_t low) {
      text += static_cast<char>(high | low);
    };
    if (bits < 0x80) return byte(0, bits);
    if (bits < 0x800) {
      byte(0xC0U, bits >> 6U);
    } else {
      if (bits < 0x10000) {
        byte(0xE0U, bits >> 12U);
      } else {
        byte(0xF0U, bits >> 18U);
        byte(0x80U, (bits >> 12U) & 0x3FU);
      }
      byte(0x80U, (bits >> 6U) & 0x3FU);
    }
    byte(0x80U, bits & 0x3FU);
  }

  // A slash is a division behind a value.
  bool regex_may_begin() const {
    if (tokens_.empty()) return true;
    const JavascriptToken& last = tokens_.back();
    if (last.kind == Kind::name) return last.text == "return" || last.text == "typeof";
    if (last.kind != Kind::sign) return false;
    return last.text != ")" && last.text != "]" && last.text != "}";
  }

  bool take_regex() {
    bool in_class = false;
    const std::size_t begin = ++at_;
    for (; at_ < code_.size() && (in_class || code_[at_] != '/'); ++at_) {
      if (code_[at_] == '\n') return false;
      if (code_[at_] == '[') in_class = true;
      if (code_[at_] == ']') in_class = false;
      if (code_[at_] == '\\') ++at_;
    }
    if (at_ >= code_.size() || at_ == begin) return false;
    std::string source(code_.substr(begin, at_ - begin));
    const std::size_t flags = ++at_;
    while (at_ < code_.size() && begins_identifier(code_[at_])) ++at_;
    add(Kind::regex, std::move(source));
    tokens_.back().flags = std::string(code_.substr(flags, at_ - flags));
    return true;
  }

  std::string_view code_;
  std::size_t at_ = 0;
  bool line_ended_ = false;
  std::vector<JavascriptToken> tokens_;
};

}  // namespace

std::optional<std::vector<JavascriptToken>> javascript_tokens(std::string_view code) {
  return Tokenizer(code).run();
}

}  // namespace assay
