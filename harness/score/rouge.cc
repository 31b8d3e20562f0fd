#include "harness/score/rouge.h"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace assay {
namespace {

constexpr std::size_t kBits = 64;

double part_of_all(std::size_t part, std::size_t all) {
  return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
}

}  // namespace

double Rouge::f1() const {
  return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}

RougeN::RougeN(const Words& reference, std::size_t n)
    : n_(n), words_(reference.size()), counts_(n) {
  counts_.add(vocabulary_.learn(reference));
}

Rouge RougeN::score(const Words& answer) const {
  const std::size_t shared = counts_.shared(vocabulary_.numbers(answer)).back();
  return {part_of_all(shared, count_of_ngrams(answer.size(), n_)),
          part_of_all(shared, count_of_ngrams(words_, n_))};
}

std::size_t longest_common_subsequence(const Words& a, const Words& b) {
  const std::size_t blocks = (a.size() + kBits - 1) / kBits;
  Vocabulary vocabulary;
  const Symbols pattern = vocabulary.learn(a);
  const std::size_t words =
      pattern.empty() ? 0 : 1 + *std::max_element(pattern.begin(), pattern.end());
  std::vector<std::uint64_t> positions(words * blocks);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    positions[pattern[i] * blocks + i / kBits] |= std::uint64_t{1} << (i % kBits);
  }
  // A zero bit is a row where the subsequence grew by one.
  std::vector<std::uint64_t> rows(blocks, ~std::uint64_t{0});
  for (const std::uint32_t symbol : vocabulary.numbers(b)) {
    if (symbol >= words) continue;
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < blocks; ++i) {
      const std::uint64_t matches = rows[i] & positions[symbol * blocks + i];
      const std::uint64_t sum = rows[i] + matches;
      const std::uint64_t with_carry = sum + carry;
      carry =
          static_cast<std::uint64_t>(sum < rows[i]) | static_cast<std::uint64_t>(with_carry < sum);
      rows[i] = with_carry | (rows[i] - matches);
    }
  }
  std::size_t length = 0;
  for (std::size_t i = 0; i < blocks; ++i) {
    const std::size_t used = std::min(kBits, a.size() - i * kBits);
    const std::uint64_t mask = used == kBits ? ~std::uint64_t{0} : (std::uint64_t{1} << used) - 1;
    length += static_cast<std::size_t>(std::popcount(~rows[i] & mask));
  }
  return length;
}

Rouge rouge_l(const Words& answer, const Words& reference) {
  const std::size_t common = longest_common_subsequence(reference, answer);
  return {part_of_all(common, answer.size()), part_of_all(common, reference.size())};
}

}  // namespace assay
