// N-grams that a text shares with references, as counts: what BLEU, GLEU, ROUGE-N
// and chrF are made of. Of what an answer says, only what a reference says too is
// looked up any further, so the time is linear in the answer and the memory that of
// the references.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/score/metric_words.h"

namespace assay {

using Symbols = std::vector<std::uint32_t>;

// Equal words have equal numbers.
class Vocabulary {
 public:
  Symbols learn(const Words& words);
  // Words that were never learnt share a number that none of those has.
  Symbols numbers(const Words& words) const;

 private:
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

class NgramCounts {
 public:
  // N-grams of 1, ..., `orders` symbols.
  explicit NgramCounts(std::size_t orders);

  // Of each n-gram, the most that any one reference has of it counts.
  void add(const Symbols& reference);
  // [n - 1]: how many n-grams of n symbols the answer shares, each at most as often
  // as a reference has it.
  std::vector<std::size_t> shared(const Symbols& answer) const;

 private:
  std::uint32_t child(std::uint32_t node, std::uint32_t symbol) const;
  std::uint32_t make_child(std::uint32_t node, std::uint32_t symbol);

  // A tree whose paths are the n-grams. Node 0 is the root, and as a child: none.
  std::size_t orders_;
  std::unordered_map<std::uint64_t, std::uint32_t> children_;  // by node and symbol
  std::vector<std::uint32_t> most_;                            // by node
};

// How many n-grams of n symbols there are in `size` of them.
constexpr std::size_t count_of_ngrams(std::size_t size, std::size_t n) {
  return size < n ? 0 : size - n + 1;
}

}  // namespace assay
