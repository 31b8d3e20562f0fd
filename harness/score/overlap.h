// Similarity by shared words. All values lie in [0, 1].
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

using Words = std::vector<std::string>;

// Length of the longest common subsequence, 64 cells a step.
// Source: H. Hyyro, "Bit-parallel LCS-length computation revisited", AWOCA 2004.
std::size_t longest_common_subsequence(const Words& a, const Words& b);

// ROUGE-L: harmonic mean of LCS / |answer| and LCS / |reference|; 0 when one is
// empty and the other is not, 1 when both are.
// Source: C.-Y. Lin, "ROUGE: a package for automatic evaluation of summaries",
// ACL workshop 2004; beta = 1 and no stemming, as in Google's rouge_score.
double rouge_l(const Words& answer, const Words& reference);

// Sentence BLEU-4 against the closest references: clipped n-gram precisions,
// brevity penalty by the reference length nearest to the answer's.
// Sources: K. Papineni et al., "BLEU", ACL 2002; smoothing: one added to
// matches and total for n > 1 (C.-Y. Lin, F. J. Och, "ORANGE", COLING 2004;
// method 2 of B. Chen, C. Cherry, WMT 2014). An empty answer is 0.
double bleu(const Words& answer, std::span<const Words> references);

// SQuAD's normalisation: lower case, no ASCII punctuation, no articles (a, an,
// the), split at white space.
Words squad_words(std::string_view text);

// F1 over the multiset of words; 1 when both are empty, 0 when one is.
// Source: P. Rajpurkar et al., "SQuAD", EMNLP 2016, and its evaluation script.
double token_f1(const Words& answer, const Words& reference);

}  // namespace assay
