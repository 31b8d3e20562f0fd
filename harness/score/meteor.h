// METEOR of words as whoever calls cut them, without its stage of synonyms.
//
// Sources: A. Lavie, A. Agarwal, "METEOR: an automatic metric for MT evaluation with
// high levels of correlation with human judgments", WMT 2007. Equal to nltk's
// meteor_score() (alpha 0.9, beta 3, gamma 0.5) with a WordNet that knows no synonym:
// words are paired by being the same, then by their stems (porter.h), from the last to
// the first, as nltk does it. Where nltk finds synonyms its number is another one.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/score/metric_words.h"

namespace assay {

class Meteor {
 public:
  explicit Meteor(const std::vector<Words>& references);
  // In [0, 1), for the reference where it is greatest; case does not count. Even equal
  // texts keep the penalty for one chunk: 1 - 0.5 / words^3.
  double score(const Words& answer) const;

 private:
  std::vector<Words> references_;  // in lower case
};

}  // namespace assay
