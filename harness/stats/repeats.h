// What n draws of one case, c of which passed, say of k draws. Both are the mean over all
// choices of k of the n draws, and so without bias for draws that are independent given
// their case; of cases they are values in [0, 1], whose mean and interval go over cases.
//
// Sources: M. Chen et al., "Evaluating Large Language Models Trained on Code",
// arXiv:2107.03374 (2021), equation 1 (pass@k); S. Yao et al., "tau-bench",
// arXiv:2406.12045 (2024), section 3 (pass^k).
#pragma once

#include <cstdint>
#include <optional>

namespace assay {

// The chance that any of k draws passes: 1 - C(n-c, k) / C(n, k). Nothing unless
// 1 <= k <= n and 0 <= c <= n.
std::optional<double> pass_at_k(std::int64_t n, std::int64_t c, std::int64_t k);

// The chance that all of k draws pass: C(c, k) / C(n, k). Nothing as above.
std::optional<double> pass_hat_k(std::int64_t n, std::int64_t c, std::int64_t k);

}  // namespace assay
