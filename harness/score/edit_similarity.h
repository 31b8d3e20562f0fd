// Edit distance over code points, 64 cells a step.
//
// Sources: G. Myers, "A fast bit-vector algorithm for approximate string
// matching based on dynamic programming", J. ACM 46 (1999), 395-415; blocks
// and global distance as in H. Hyyro, "A bit-vector algorithm for computing
// Levenshtein and Damerau edit distances", Nordic J. Computing 10 (2003).
#pragma once

#include <cstddef>
#include <string_view>

namespace assay {

// Insertions, deletions and substitutions, each 1. Time O(|a| |b| / 64).
std::size_t levenshtein(std::u32string_view a, std::u32string_view b);

// 1 - distance / length of the longer, in [0, 1]; 1 when both are empty.
double similarity_at(std::size_t distance, std::size_t longer);
double edit_similarity(std::u32string_view a, std::u32string_view b);

}  // namespace assay
