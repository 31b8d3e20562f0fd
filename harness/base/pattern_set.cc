#include "harness/base/pattern_set.h"

#include <cassert>

namespace assay {

PatternSet::PatternSet(const std::vector<std::string>& patterns) : nodes_(1) {
  for (std::size_t i = 0; i < patterns.size(); ++i) add(patterns[i], static_cast<std::uint32_t>(i));
  link_fallbacks();
}

void PatternSet::add(const std::string& pattern, std::uint32_t index) {
  assert(!pattern.empty());
  State at = 0;
  for (const char c : pattern) {
    const auto byte = static_cast<unsigned char>(c);
    State next = child_of(at, byte);
    if (next == 0) {
      next = static_cast<State>(nodes_.size());
      nodes_.push_back({.sibling = nodes_[at].child, .byte = byte});
      nodes_[at].child = next;
      if (at == 0) first_[byte] = next;
    }
    at = next;
  }
  if (nodes_[at].length != 0) return;
  nodes_[at].pattern = index;
  nodes_[at].length = static_cast<std::uint32_t>(pattern.size());
}

// Breadth first: a fallback is shorter than its node, so it is known before.
void PatternSet::link_fallbacks() {
  std::vector<State> order{0};
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (State at = nodes_[order[i]].child; at != 0; at = nodes_[at].sibling) {
      order.push_back(at);
      Node& node = nodes_[at];
      for (State end = order[i]; end != 0 && node.fallback == 0;) {
        end = nodes_[end].fallback;
        node.fallback = child_of(end, node.byte);
      }
      if (node.length != 0) continue;
      node.pattern = nodes_[node.fallback].pattern;
      node.length = nodes_[node.fallback].length;
    }
  }
}

PatternSet::State PatternSet::child_of(State state, unsigned char byte) const {
  if (state == 0) return first_[byte];
  State child = nodes_[state].child;
  while (child != 0 && nodes_[child].byte != byte) child = nodes_[child].sibling;
  return child;
}

PatternSet::State PatternSet::next(State state, unsigned char byte, std::uint64_t& moves) const {
  while (true) {
    ++moves;
    const State child = child_of(state, byte);
    if (child != 0 || state == 0) return child;
    state = nodes_[state].fallback;
  }
}

template <class Found>
std::uint64_t PatternSet::walk(std::string_view text, const Found& found) const {
  std::uint64_t moves = 0;
  State state = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (state == 0 && first_[byte] == 0) continue;  // nearly every byte of nearly every text
    state = next(state, byte, moves);
    if (nodes_[state].length != 0 && !found(i + 1, nodes_[state])) break;
  }
  return moves;
}

PatternSet::Search PatternSet::find(std::string_view text) const {
  Search search;
  std::vector<Stretch>& found = search.found;
  search.moves = walk(text, [&](std::size_t end, const Node& node) {
    Stretch stretch{end - node.length, end, node.pattern};
    while (!found.empty() && stretch.begin < found.back().end) {
      if (found.back().begin <= stretch.begin) {
        stretch.begin = found.back().begin;
        stretch.pattern = found.back().pattern;
      }
      found.pop_back();
    }
    found.push_back(stretch);
    return true;
  });
  return search;
}

bool PatternSet::occurs_in(std::string_view text) const {
  bool occurs = false;
  walk(text, [&](std::size_t, const Node&) {
    occurs = true;
    return false;
  });
  return occurs;
}

}  // namespace assay
