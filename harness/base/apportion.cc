#include "harness/base/apportion.h"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace assay {

std::vector<std::int64_t> apportion(std::int64_t total, std::span<const std::int64_t> weights) {
  __extension__ using Wide = __int128;
  assert(total == 0 || !weights.empty());
  const auto sum = std::accumulate(weights.begin(), weights.end(), Wide{0});
  std::vector<std::int64_t> shares;
  std::vector<Wide> remainders;
  std::int64_t left = total;
  for (const std::int64_t weight : weights) {
    const Wide due = Wide{total} * (sum == 0 ? 1 : weight);
    const Wide whole = sum == 0 ? Wide{static_cast<std::int64_t>(weights.size())} : sum;
    shares.push_back(static_cast<std::int64_t>(due / whole));
    remainders.push_back(due % whole);
    left -= shares.back();
  }
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  for (std::size_t i = 0; left > 0; ++i, --left) ++shares[order[i]];
  return shares;
}

}  // namespace assay
