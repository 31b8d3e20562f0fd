// Where secrets stand in a text, however they are spelt there: as they are; with any of their
// characters escaped as JSON, addresses or HTML have it, a few layers deep; in hexadecimal; in
// base64 of either alphabet, whatever stands before and after them in what was encoded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/pattern_set.h"

namespace assay {

struct Secret {
  std::string name;
  std::string value;  // not empty
};

class SecretFinder {
 public:
  explicit SecretFinder(std::vector<Secret> secrets);

  struct Place {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t secret = 0;  // which; of several that overlap, the first
  };
  struct Search {
    std::vector<Place> places;  // in order, apart from each other or adjacent
    std::uint64_t moves = 0;    // of the search, at most ten a byte of the text
  };
  Search find(std::string_view text) const;
  bool occur_in(std::string_view text) const;
  const Secret& secret(const Place& place) const { return secrets_[place.secret]; }

 private:
  std::vector<Secret> secrets_;
  std::vector<std::size_t> owners_;  // of the patterns, which are the spellings
  PatternSet patterns_;
};

}  // namespace assay
