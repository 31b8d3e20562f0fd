#include "harness/score/edit_similarity.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace assay {
namespace {

constexpr std::size_t kBlockBits = 64;

// For each code point of the pattern, the bit set of its positions.
class PositionSets {
 public:
  explicit PositionSets(std::u32string_view pattern)
      : blocks_((pattern.size() + kBlockBits - 1) / kBlockBits),
        alphabet_(pattern.begin(), pattern.end()) {
    std::sort(alphabet_.begin(), alphabet_.end());
    alphabet_.erase(std::unique(alphabet_.begin(), alphabet_.end()), alphabet_.end());
    // One more row, all zero, for code points that the pattern lacks.
    sets_.resize((alphabet_.size() + 1) * blocks_);
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      sets_[index_of(pattern[i]) * blocks_ + i / kBlockBits] |= std::uint64_t{1}
                                                                << (i % kBlockBits);
    }
  }

  const std::uint64_t* of(char32_t c) const { return &sets_[index_of(c) * blocks_]; }
  std::size_t blocks() const { return blocks_; }

 private:
  std::size_t index_of(char32_t c) const {
    const auto found = std::lower_bound(alphabet_.begin(), alphabet_.end(), c);
    if (found == alphabet_.end() || *found != c) return alphabet_.size();
    return static_cast<std::size_t>(found - alphabet_.begin());
  }

  std::size_t blocks_;
  std::vector<char32_t> alphabet_;
  std::vector<std::uint64_t> sets_;
};

// Vertical differences of 64 rows of one column: +1 and -1.
struct Block {
  std::uint64_t plus = ~std::uint64_t{0};
  std::uint64_t minus = 0;
};

// Horizontal difference along one row: at most one of them is 1.
struct Step {
  std::uint64_t plus = 0;
  std::uint64_t minus = 0;
};

// Moves a block one column on. `above` is the difference along the row above
// it; returns the one along its row `last_row`.
Step advance(Block& block, std::uint64_t equal, Step above, std::size_t last_row) {
  const std::uint64_t vertical = equal | block.minus;
  equal |= above.minus;
  const std::uint64_t diagonal = (((equal & block.plus) + block.plus) ^ block.plus) | equal;
  std::uint64_t plus = block.minus | ~(diagonal | block.plus);
  std::uint64_t minus = block.plus & diagonal;
  const Step below{(plus >> last_row) & 1, (minus >> last_row) & 1};
  plus = (plus << 1) | above.plus;
  minus = (minus << 1) | above.minus;
  block.plus = minus | ~(vertical | plus);
  block.minus = plus & vertical;
  return below;
}

void strip_common_ends(std::u32string_view& a, std::u32string_view& b) {
  const auto prefix = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin();
  a.remove_prefix(static_cast<std::size_t>(prefix));
  b.remove_prefix(static_cast<std::size_t>(prefix));
  const auto suffix = std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend()).first - a.rbegin();
  a.remove_suffix(static_cast<std::size_t>(suffix));
  b.remove_suffix(static_cast<std::size_t>(suffix));
}

}  // namespace

std::size_t levenshtein(std::u32string_view a, std::u32string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  strip_common_ends(a, b);
  if (a.empty()) return b.size();

  const PositionSets positions(a);
  std::vector<Block> column(positions.blocks());
  const std::size_t last_block = column.size() - 1;
  const std::size_t last_row = (a.size() - 1) % kBlockBits;
  std::size_t distance = a.size();  // of all of `a` to the empty prefix of `b`
  for (char32_t c : b) {
    const std::uint64_t* equal = positions.of(c);
    Step step{1, 0};  // row 0 counts the prefix of `b`: one more each column
    for (std::size_t i = 0; i < last_block; ++i) {
      step = advance(column[i], equal[i], step, kBlockBits - 1);
    }
    step = advance(column[last_block], equal[last_block], step, last_row);
    distance = distance + step.plus - step.minus;
  }
  return distance;
}

double similarity_at(std::size_t distance, std::size_t longer) {
  if (longer == 0) return 1;
  return 1 - static_cast<double>(distance) / static_cast<double>(longer);
}

double edit_similarity(std::u32string_view a, std::u32string_view b) {
  const std::size_t longer = std::max(a.size(), b.size());
  return similarity_at(levenshtein(a, b), longer);
}

}  // namespace assay
