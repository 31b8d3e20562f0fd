#include "harness/score/json_values.h"

#include <algorithm>
#include <cstddef>

#include "harness/base/json.h"
#include "harness/base/text.h"

namespace assay {
namespace {

bool is_hex(char c) {
  return is_ascii_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// What may come next inside a bracket.
enum class Expects { first, key, colon, value, comma };

struct Bracket {
  std::size_t start;
  bool is_map;
  Expects expects = Expects::first;
};

class ValueScanner {
 public:
  explicit ValueScanner(std::string_view text) : text_(text) {}

  std::vector<std::string_view> scan() {
    while (at_ < text_.size() && !too_deep_) {
      if (open_.empty()) {
        at_ = std::min(text_.find_first_of("{[", at_), text_.size());
        if (at_ < text_.size()) open();
      } else if (!step()) {
        give_up();
      }
    }
    std::vector<std::string_view> values;
    for (const Span& span : done_)
      values.push_back(text_.substr(span.start, span.end - span.start));
    return values;
  }

 private:
  struct Span {
    std::size_t start;
    std::size_t end;
  };
  static constexpr std::size_t kNoString = static_cast<std::size_t>(-1);

  void open() {
    too_deep_ = open_.size() == kMaxJsonDepth;
    if (!too_deep_) open_.push_back({at_, text_[at_] == '{'});
    ++at_;
  }

  void close() {
    const std::size_t start = open_.back().start;
    open_.pop_back();
    while (!done_.empty() && done_.back().start > start) done_.pop_back();  // inside this one
    done_.push_back({start, ++at_});
    value_ends();
  }

  // All that is open has failed. Quotes may have been paired wrongly, so brackets
  // in the text that was read last as a string get their turn, once: a bracket at
  // its beginning may end in failure at the very same place.
  void give_up() {
    open_.clear();
    if (after_string_ != at_) return;
    at_ = string_ + 1;
    after_string_ = kNoString;
  }

  void value_ends() {
    if (!open_.empty()) open_.back().expects = Expects::comma;
  }

  // One token inside a bracket; false where the grammar breaks.
  bool step() {
    const char c = text_[at_];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      const bool was_string = after_string_ == at_;
      ++at_;
      if (was_string) after_string_ = at_;
      return true;
    }
    Bracket& bracket = open_.back();
    switch (bracket.expects) {
      case Expects::first:
        if (c == (bracket.is_map ? '}' : ']')) return close(), true;
        return bracket.is_map ? read_key() : read_value();
      case Expects::key:
        return read_key();
      case Expects::colon:
        bracket.expects = Expects::value;
        return take(c == ':');
      case Expects::value:
        return read_value();
      case Expects::comma:
        if (c == (bracket.is_map ? '}' : ']')) return close(), true;
        bracket.expects = bracket.is_map ? Expects::key : Expects::value;
        return take(c == ',');
    }
    return false;
  }

  bool take(bool fits) {
    if (fits) ++at_;
    return fits;
  }

  bool read_key() {
    if (!read_string()) return false;
    open_.back().expects = Expects::colon;
    return true;
  }

  bool read_value() {
    const char c = text_[at_];
    if (c == '{' || c == '[') return open(), true;
    const bool read = c == '"'                        ? read_string()
                      : is_ascii_digit(c) || c == '-' ? read_number()
                                                      : read_word();
    if (read) value_ends();
    return read;
  }

  bool read_string() {
    if (text_[at_] != '"') return false;
    string_ = at_++;
    bool fits = true;
    while (fits && at_ < text_.size() && text_[at_] != '"') fits = read_string_character();
    const bool is_closed = fits && at_ < text_.size();
    if (is_closed) ++at_;
    after_string_ = at_;
    return is_closed;
  }

  bool read_string_character() {
    const char c = text_[at_];
    if (static_cast<unsigned char>(c) < 0x20) return false;
    if (c != '\\') return take(true);
    constexpr std::string_view kEscapes = "\"\\/bfnrtu";
    if (at_ + 1 >= text_.size() || kEscapes.find(text_[at_ + 1]) == std::string_view::npos) {
      return false;
    }
    const bool is_unicode = text_[at_ + 1] == 'u';
    at_ += 2;
    for (int digit = 0; is_unicode && digit < 4; ++digit) {
      if (at_ >= text_.size() || !is_hex(text_[at_])) return false;
      ++at_;
    }
    return true;
  }

  bool read_digits() {
    const std::size_t from = at_;
    while (at_ < text_.size() && is_ascii_digit(text_[at_])) ++at_;
    return at_ > from;
  }

  bool at_any_of(std::string_view characters) const {
    return at_ < text_.size() && characters.find(text_[at_]) != std::string_view::npos;
  }

  bool read_number() {
    take(text_[at_] == '-');
    if (at_any_of("0")) {
      ++at_;
    } else if (!read_digits()) {
      return false;
    }
    if (at_any_of(".")) {
      ++at_;
      if (!read_digits()) return false;
    }
    if (!at_any_of("eE")) return true;
    ++at_;
    if (at_any_of("+-")) ++at_;
    return read_digits();
  }

  bool read_word() {
    for (const std::string_view word : {"true", "false", "null"}) {
      if (!text_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      return true;
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Bracket> open_;
  std::vector<Span> done_;
  std::size_t string_ = 0;  // where the last string began
  // Where what follows it begins; behind the end when there was none yet.
  std::size_t after_string_ = kNoString;
  bool too_deep_ = false;
};

}  // namespace

std::vector<std::string_view> json_values(std::string_view text) {
  return ValueScanner(text).scan();
}

}  // namespace assay
