// Cases on which two variants differ. The page's script has the same rules
// (flips.js) for the pairs that a reader chooses.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/report/report.h"

namespace assay::html {

// Indices into Report::variants.
struct VariantPair {
  std::size_t from = 0;
  std::size_t to = 0;
};

// What a reader most likely wants compared: the first comparison between two
// variants of this run, else the first two. Nothing with fewer.
std::optional<VariantPair> likely_pair(const Report& report);

// Which variants comparisons are about. The report outlives it.
class ComparedPairs {
 public:
  explicit ComparedPairs(const Report& report);
  // Nothing where an arm is not of this run.
  std::optional<VariantPair> of(const Comparison& comparison) const;

 private:
  std::unordered_map<std::string_view, std::size_t> places_;  // of variants, by id
};

// What the comparison says of the pass rate, a sentence with its interval; ""
// where it says nothing.
std::string pass_rate_sentence(const Comparison& comparison);

struct CaseFlip {
  std::size_t case_index = 0;
  double change = 0;  // of the share of scored repeats that passed; never 0
};

struct Flips {
  std::vector<CaseFlip> cases;  // those that fell, the furthest first, then those that rose
  std::size_t fell = 0;
  std::size_t rose = 0;
  std::size_t same = 0;
  std::size_t unscored = 0;  // without a verdict of one of the two
};

Flips flips_between(const Report& report, VariantPair pair);

}  // namespace assay::html
