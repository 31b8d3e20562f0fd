// What k of n draws of a case would give. Unbiased for n >= k draws, of which
// `passed` passed; nothing when k > n, k < 1 or passed is outside [0, n].
// Average over cases, and resample cases for an interval.
#pragma once

#include <cstdint>
#include <optional>

namespace assay {

// Chance that at least one of k draws passes: 1 - C(n-c, k) / C(n, k).
// Source: M. Chen et al., arXiv 2107.03374 (2021).
std::optional<double> pass_at_k(std::int64_t n, std::int64_t passed, std::int64_t k);

// Chance that all k draws pass: C(c, k) / C(n, k).
// Source: S. Yao et al. (tau-bench), arXiv 2406.12045 (2024).
std::optional<double> pass_hat_k(std::int64_t n, std::int64_t passed, std::int64_t k);

// Chance that more than half of k draws pass (a tie is no majority):
// hypergeometric.
std::optional<double> majority_at_k(std::int64_t n, std::int64_t passed, std::int64_t k);

}  // namespace assay
