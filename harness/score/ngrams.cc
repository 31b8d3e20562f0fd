#include "harness/score/ngrams.h"

#include <algorithm>
#include <limits>

namespace assay {
namespace {

constexpr std::uint32_t kRoot = 0;
constexpr std::uint32_t kNoNode = 0;
constexpr std::uint32_t kUnknownWord = std::numeric_limits<std::uint32_t>::max();

std::uint64_t edge(std::uint32_t node, std::uint32_t symbol) {
  return std::uint64_t{node} << 32 | symbol;
}

}  // namespace

Symbols Vocabulary::learn(const Words& words) {
  Symbols symbols;
  symbols.reserve(words.size());
  for (const std::string& word : words) {
    const auto next = static_cast<std::uint32_t>(numbers_.size());
    symbols.push_back(numbers_.try_emplace(word, next).first->second);
  }
  return symbols;
}

Symbols Vocabulary::numbers(const Words& words) const {
  Symbols symbols;
  symbols.reserve(words.size());
  for (const std::string& word : words) {
    const auto found = numbers_.find(word);
    symbols.push_back(found == numbers_.end() ? kUnknownWord : found->second);
  }
  return symbols;
}

NgramCounts::NgramCounts(std::size_t orders) : orders_(orders), most_(1) {}

std::uint32_t NgramCounts::child(std::uint32_t node, std::uint32_t symbol) const {
  const auto found = children_.find(edge(node, symbol));
  return found == children_.end() ? kNoNode : found->second;
}

std::uint32_t NgramCounts::make_child(std::uint32_t node, std::uint32_t symbol) {
  const auto next = static_cast<std::uint32_t>(most_.size());
  const auto [found, is_new] = children_.try_emplace(edge(node, symbol), next);
  if (is_new) most_.push_back(0);
  return found->second;
}

void NgramCounts::add(const Symbols& reference) {
  std::unordered_map<std::uint32_t, std::uint32_t> counts;  // of this reference, by node
  for (std::size_t i = 0; i < reference.size(); ++i) {
    std::uint32_t node = kRoot;
    const std::size_t end = std::min(i + orders_, reference.size());
    for (std::size_t j = i; j < end; ++j) {
      node = make_child(node, reference[j]);
      ++counts[node];
    }
  }
  for (const auto& [node, count] : counts) most_[node] = std::max(most_[node], count);
}

std::vector<std::size_t> NgramCounts::shared(const Symbols& answer) const {
  std::vector<std::size_t> shared(orders_);
  std::vector<std::uint32_t> left = most_;
  for (std::size_t i = 0; i < answer.size(); ++i) {
    std::uint32_t node = kRoot;
    const std::size_t most = std::min(orders_, answer.size() - i);
    for (std::size_t n = 0; n < most; ++n) {
      node = child(node, answer[i + n]);
      if (node == kNoNode) break;
      if (left[node] == 0) continue;
      --left[node];
      ++shared[n];
    }
  }
  return shared;
}

}  // namespace assay
