// Words as the published text metrics cut them, so that their numbers come out.
//
// Sources: sacrebleu's tokenizers 13a (that of NIST's mteval-v13a.pl), none and char
// (M. Post, "A call for clarity in reporting BLEU scores", WMT 2018); rouge-score's
// tokenize.py (google-research/rouge). White space is that of Python's str.split().
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"

namespace assay {

using Words = std::vector<std::string>;

enum class Tokenizer {
  mteval,       // 13a: punctuation apart, but for that inside numbers
  white_space,  // none
  characters,   // char: every one that is no white space
};
// A usage error for a name that is none of 13a, none, char.
Result<Tokenizer> tokenizer_called(std::string_view name);
Words tokenize(std::string_view text, Tokenizer tokenizer);

// All that is no white space.
std::u32string without_white_space(std::string_view text);

// Runs of a-z and 0-9 in lower case; all else separates and is dropped. `stem`
// shortens those of more than three letters (porter.h).
Words rouge_words(std::string_view text, bool stem);

// Letters and digits that rouge_words() drops, and how many there are in all.
struct Dropped {
  std::size_t dropped = 0;
  std::size_t all = 0;
};
Dropped dropped_by_rouge(std::string_view text);

// Unicode's lower case, as Python's str.lower() has it, but that both forms of the
// small sigma are one: which one a capital becomes depends on its place.
std::string lower_case(std::string_view text);

}  // namespace assay
