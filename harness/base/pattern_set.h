// Where any of many strings occurs in a text, in one pass however many they are and however
// often their beginnings repeat.
//
// Source: A. V. Aho and M. J. Corasick, "Efficient string matching: an aid to bibliographic
// search", CACM 18 (1975), 333-340. Failure links are walked, not compiled into a table:
// memory is in proportion to the strings, and a text of n bytes takes at most 2n moves.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

class PatternSet {
 public:
  // `patterns` are named by their index; none may be empty.
  explicit PatternSet(const std::vector<std::string>& patterns);

  // A stretch of text that occurrences cover without a gap, named by the first of them.
  struct Stretch {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t pattern = 0;
  };
  struct Search {
    std::vector<Stretch> found;  // in order, apart from each other or adjacent
    std::uint64_t moves = 0;     // from state to state: what it cost
  };
  Search find(std::string_view text) const;
  // Whether find() would find anything; ends at the first.
  bool occurs_in(std::string_view text) const;

 private:
  using State = std::uint32_t;  // what of the patterns the text so far ends in; 0: nothing
  struct Node {
    State fallback = 0;         // the longest proper end of it that is a state too
    State child = 0;            // the first of what may follow
    State sibling = 0;          // the next of what may stand instead of its last byte
    std::uint32_t pattern = 0;  // the longest that ends here
    std::uint32_t length = 0;   // of that; 0: none does
    unsigned char byte = 0;     // its last
  };

  void add(const std::string& pattern, std::uint32_t index);
  void link_fallbacks();
  State child_of(State state, unsigned char byte) const;
  State next(State state, unsigned char byte, std::uint64_t& moves) const;
  // Calls `found(end, node)` after each byte at which a pattern ends, until it says stop.
  template <class Found>
  std::uint64_t walk(std::string_view text, const Found& found) const;

  std::array<State, 256> first_{};  // the children of state 0
  std::vector<Node> nodes_;
};

}  // namespace assay
