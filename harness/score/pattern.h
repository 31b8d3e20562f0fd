// RE2 patterns: linear time whatever the model writes. Search, not full match;
// `(?i)`, `(?s)`, `(?m)` and anchors as in docs/expectations.md.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"

namespace assay {

// A compiled pattern; copies share it. Safe to use from several threads.
class Pattern {
 public:
  // The usage error says what RE2 rejects, and what it does not have at all
  // (lookaround, backreferences).
  static Result<Pattern> compile(std::string_view source);

  bool matches(std::string_view text) const;
  // Whether every text matches, also an empty one: "", "a*", "x|", "$". Sure of
  // a yes but for anchored patterns, whose yes is that of all characters.
  bool matches_everything() const;
  // What group 1 matched, or the whole match when there is no group (or the
  // group took no part); nothing without a match.
  std::optional<std::string_view> find(std::string_view text) const;
  // Of one match: [0] is all of it, a group that took no part has no data().
  using Groups = std::vector<std::string_view>;
  // The first match that begins at or after `from`, a place in `text`; empty
  // without one.
  Groups match(std::string_view text, std::size_t from = 0) const;
  // Calls `visit` with the matches as they follow one another from the start. Each
  // search may look at all that is left, so the sum of that is bounded (about a
  // second): false when the bound was met.
  bool each_match(std::string_view text, const std::function<void(Groups)>& visit) const;
  int group_count() const;
  // The number of (?P<name>...); nothing when no group is called so.
  std::optional<int> group_called(std::string_view name) const;

  std::string_view source() const;

 private:
  struct Compiled;
  explicit Pattern(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const Compiled> compiled_;
};

// What a pattern does not do that it seems to: RE2's \b, \w and \d know ASCII
// only (re2#344), which matters beside a letter beyond it. Nothing otherwise.
std::optional<std::string> ascii_pitfall(std::string_view source);

}  // namespace assay
