// Dividing what is whole: tokens and money of one request among the texts that it was for.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace assay {

// `total` in shares that add up to it exactly: each the part that is due to its weight, rounded
// down, and what is left over one by one to the largest remainders, of equal ones to the first
// (Hamilton's method). Where all weights are 0 they count as equal. Requires `total` and
// weights of at least 0, and a weight where there is something to divide.
std::vector<std::int64_t> apportion(std::int64_t total, std::span<const std::int64_t> weights);

}  // namespace assay
