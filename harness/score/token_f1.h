// SQuAD's F1 over words.
//
// Source: P. Rajpurkar et al., "SQuAD: 100,000+ questions for machine comprehension of
// text", EMNLP 2016, and its evaluation script.
#pragma once

#include <string_view>

#include "harness/score/metric_words.h"

namespace assay {

// Lower case, no ASCII punctuation, no articles (a, an, the), split at white space.
Words squad_words(std::string_view text);

// F1 over the multiset of words; 1 when both are empty, 0 when one is.
double token_f1(const Words& answer, const Words& reference);

}  // namespace assay
