// The exact sign test.
#pragma once

#include <cstdint>
#include <optional>

namespace assay {

// Two-sided p of "either of two outcomes is equally likely" from how often each came: twice
// the binomial tail of the rarer one, at most 1. Nothing where neither came.
//
// Source: W. J. Conover, "Practical Nonparametric Statistics", 3rd edition, section 3.4.
std::optional<double> sign_test(std::int64_t one, std::int64_t other);

}  // namespace assay
