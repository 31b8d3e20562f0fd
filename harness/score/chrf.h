// chrF: F-score over n-grams of characters.
//
// Sources: M. Popovic, "chrF: character n-gram F-score for automatic MT evaluation",
// WMT 2015, and "chrF++: words helping character n-grams", WMT 2017. Equal to
// sacrebleu's sentence_chrf() (github.com/mjpost/sacrebleu), also in what it makes of
// punctuation at words: one mark behind a word is apart, else one before it.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "harness/score/ngrams.h"

namespace assay {

struct ChrfOptions {
  std::size_t word_order = 0;  // 2: chrF++
  double beta = 2;             // recall counts so many times as much as precision
  // Each order has a score of its own, next to 0 where one side has no n-gram that long,
  // as chrF++.py and nltk have it; else precision and recall are means over the orders
  // that both sides have.
  bool epsilon = false;
};

class Chrf {
 public:
  Chrf(const std::vector<std::string>& references, const ChrfOptions& options);
  // In [0, 1], for the reference where it is greatest. White space does not count.
  double score(std::string_view answer) const;

 private:
  // What n-grams are taken of: the characters, and the words if they count.
  struct Text {
    Symbols characters;
    Symbols words;
  };
  struct Reference {
    Text text;
    NgramCounts characters;
    NgramCounts words;
  };
  double score(const Text& answer, const Reference& reference) const;

  ChrfOptions options_;
  Vocabulary vocabulary_;
  std::vector<Reference> references_;
};

}  // namespace assay
