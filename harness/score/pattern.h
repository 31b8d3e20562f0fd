// RE2 patterns: linear time whatever the model writes. Search, not full match;
// `(?i)`, `(?s)`, `(?m)` and anchors as in docs/expectations.md.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/result.h"

namespace assay {

// A compiled pattern; copies share it. Safe to use from several threads.
class Pattern {
 public:
  // The usage error says what RE2 rejects, and what it does not have at all
  // (lookaround, backreferences).
  static Result<Pattern> compile(std::string_view source);

  bool matches(std::string_view text) const;
  // What group 1 matched, or the whole match when there is no group (or the
  // group took no part); nothing without a match.
  std::optional<std::string_view> find(std::string_view text) const;
  std::string_view source() const;

 private:
  struct Compiled;
  explicit Pattern(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace assay
