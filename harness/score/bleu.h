// BLEU and GLEU of one answer, and of its words as whoever calls cut them.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/score/ngrams.h"

namespace assay {

// Sentence BLEU in [0, 1]: the geometric mean of the shares of n-grams of 1 to 4 words
// that any reference has too, less where the answer is shorter than the reference
// nearest to it in length (of two as near, the shorter one). An order of which nothing
// is shared counts 1 / (2^k * n-grams), k being how many such orders there were so far;
// orders longer than the answer do not count. 0 where no word is shared.
//
// Sources: K. Papineni et al., "BLEU: a method for automatic evaluation of machine
// translation", ACL 2002; smoothing: B. Chen, C. Cherry, "A systematic comparison of
// smoothing techniques for sentence-level BLEU", WMT 2014, method 3. Equal to
// sacrebleu's sentence_score() with effective_order (github.com/mjpost/sacrebleu).
class Bleu {
 public:
  explicit Bleu(const std::vector<Words>& references);  // at least one
  double score(const Words& answer) const;

 private:
  std::size_t nearest_length(std::size_t answer) const;

  Vocabulary vocabulary_;
  NgramCounts counts_;
  std::vector<std::size_t> lengths_;
};

// The lesser of precision and recall over all n-grams of 1 to 4 words, for the
// reference where it is greatest. 0 where nothing is shared.
//
// Source: Y. Wu et al., "Google's neural machine translation system", 2016
// (arXiv:1609.08144), section 6. Equal to nltk's sentence_gleu() of these words.
class Gleu {
 public:
  explicit Gleu(const std::vector<Words>& references);
  double score(const Words& answer) const;

 private:
  struct Reference {
    NgramCounts counts;
    std::size_t ngrams;
  };
  Vocabulary vocabulary_;
  std::vector<Reference> references_;
};

}  // namespace assay
