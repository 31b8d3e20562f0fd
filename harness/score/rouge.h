// ROUGE: what a summary shares with a reference.
//
// Source: C.-Y. Lin, "ROUGE: a package for automatic evaluation of summaries", ACL
// workshop 2004. Equal to Google's rouge-score (google-research/rouge) for the words
// that metric_words.h cuts as it does.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/score/ngrams.h"

namespace assay {

struct Rouge {
  double precision = 0;
  double recall = 0;
  double f1() const;
};

// ROUGE-N: n-grams of `n` words that are shared. 0 where one side has none.
class RougeN {
 public:
  RougeN(const Words& reference, std::size_t n);
  Rouge score(const Words& answer) const;

 private:
  std::size_t n_;
  std::size_t words_;
  Vocabulary vocabulary_;
  NgramCounts counts_;
};

// Length of the longest common subsequence, 64 cells a step.
// Source: H. Hyyro, "Bit-parallel LCS-length computation revisited", AWOCA 2004.
std::size_t longest_common_subsequence(const Words& a, const Words& b);

// ROUGE-L: the longest common subsequence. 0 where one side is empty.
Rouge rouge_l(const Words& answer, const Words& reference);

}  // namespace assay
