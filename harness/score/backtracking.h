// PCRE2 patterns, for lookaround and backreferences: a search that may take exponential time,
// and so is counted.
//
// Bounded by work, not by time: by the steps of one search over all places to begin at, the
// memory that it remembers ways back in, and the length of the text. JIT is off, since it
// counts nothing.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "harness/base/result.h"

namespace assay {

// Steps of one search: about a second.
inline constexpr std::size_t kMostSearchSteps = 20'000'000;
// Of a text that is searched.
inline constexpr std::size_t kMostSearchedBytes = std::size_t{1} << 20;

// A compiled pattern; copies share it. Safe to use from several threads.
class BacktrackingPattern {
 public:
  // `$` is the very end, as in RE2; letters are those of Unicode, \d, \w, \s and \b ASCII's.
  // A usage error says what PCRE2 rejects and where.
  static Result<BacktrackingPattern> compile(std::string_view source);

  enum class Search { found, none, unable };
  // `steps`, if not nullptr, is how many it took.
  Search search(std::string_view text, std::size_t* steps = nullptr) const;
  // Whether every text matches, also an empty one. Sure of a yes; a pattern that looks around
  // is never taken for one.
  bool matches_everything() const;

  const std::string& source() const;

 private:
  struct Compiled;
  explicit BacktrackingPattern(std::shared_ptr<const Compiled> compiled);
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace assay
