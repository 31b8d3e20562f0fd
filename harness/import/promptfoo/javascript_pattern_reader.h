// A pattern of JavaScript as it is read, piece by piece. Internal: javascript_pattern.cc has its
// sequences, javascript_repeat.cc its repeats, javascript_atom.cc what is repeated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "harness/import/promptfoo/javascript_pattern.h"

namespace assay {

// Where a piece may match nothing at all: at the start, and at the end, of any text.
struct PatternEmptiness {
  bool at_start = true;
  bool at_end = true;
};

struct PatternPiece {
  std::string text;
  PatternEmptiness empty = {false, false};
  bool is_wide = false;         // may match a character of two units
  bool is_everything = false;   // any character at all
  bool is_quantifiable = true;  // not an anchor
};

// Reads one once; the first thing that has no counterpart ends it.
class PatternReader {
 public:
  PatternReader(std::string_view source, std::string_view flags);

  ImportedPattern run();

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
  bool is_all_of_a_text() const;

  // Capturing groups, for \1 is an octal escape where there is none.
  int count_groups() const;

  PatternPiece alternatives(int depth);
  PatternPiece sequence(int depth);
  PatternPiece atom(int depth);
  PatternPiece caret();
  PatternPiece dollar();
  PatternPiece dot();
  PatternPiece group(int depth);
  static bool is_group_name(std::string_view text);
  PatternPiece character_class();
  PatternPiece escape();
  PatternPiece shorthand();

  // A group that took no part matches nothing, and a reference to it then the empty text.
  PatternPiece backreference();

  PatternPiece named_reference();

  // Without `u`, s and k fold to nothing beyond ASCII there.
  PatternPiece literal(std::int32_t value);

  struct Braces {
    long long least = 0;
    std::optional<long long> most;
    std::size_t length = 0;
  };

  // {2}, {2,} or {2,5} at `at_`; anything else is text.
  std::optional<Braces> read_braces() const;
  std::optional<Braces> read_repeat();
  PatternPiece quantified(PatternPiece piece);

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

}  // namespace assay
