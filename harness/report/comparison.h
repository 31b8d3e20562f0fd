// What a comparison of two arms came to: values, to be shown and decided on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/provider/reply.h"

namespace assay {

// A difference never goes without one of these words.
enum class Standing {
  better,         // the interval lies wholly on the better side
  worse,          // wholly on the worse side; with a margin: beyond it
  no_worse,       // not worse by the margin or more
  no_difference,  // the interval holds "equal", and no margin was asked about
  inconclusive,   // the interval holds the margin, or there is too little to say
};
std::string_view to_string(Standing standing);  // "no difference shown", ...

// What would settle a comparison that is open, if things stay as they look.
struct Further {
  std::optional<std::int64_t> cases;    // further ones
  std::optional<std::int64_t> repeats;  // or further repeats of the same cases
  std::optional<double> cases_usd;      // what asking them costs
  std::optional<double> repeats_usd;
};

// One metric on the cases that both arms have. The change is candidate minus
// baseline in the metric's unit or, for times, cost and tokens, candidate over
// baseline; its interval is two-sided at kConfidence.
struct MetricComparison {
  std::string metric;
  std::optional<double> baseline;
  std::optional<double> candidate;
  bool is_ratio = false;
  std::optional<double> change;
  std::optional<double> low;
  std::optional<double> high;
  std::optional<double> p;           // two-sided, of "no difference"; absent for ratios
  std::string test;                  // what gave p; "" without
  std::int64_t n = 0;                // cases
  std::int64_t discordant = 0;       // cases on which the two differ
  std::optional<double> margin;      // that `standing` is about
  std::optional<double> detectable;  // smallest difference found 4 times in 5
  Further further;                   // where it is open
  Standing standing = Standing::inconclusive;
  std::string reason;  // one sentence
};

// What differs between two arms besides their answers, in the order of a reader's
// questions.
enum class DifferenceKind {
  suite,         // the suite's name
  model,         // the model asked
  prompt,        // its templates, or its own parameters
  parameters,    // what was sent besides the messages
  dropped,       // parameters that differ, and that a side was asked without
  expectations,  // how cases are scored
  variables,     // case variables that one side alone has
  question,      // cases of one id that ask something else
  added,         // cases that the baseline lacks
  gone,          // cases that the candidate lacks
};
std::string_view to_string(DifferenceKind kind);
// Whether it is what somebody chose to compare: a model, a prompt, parameters.
bool is_chosen(DifferenceKind kind);

struct Difference {
  DifferenceKind kind = DifferenceKind::suite;
  std::string text;
};

// The change with its interval, "-5.0 [-13.3, +2.9] points" or
// "1.520x [1.402x, 1.661x]", with more digits where fewer would read as "equal" or as the margin;
// "" without one.
std::string change_text(const MetricComparison& metric);

// A case on which the arms' pass rates differ.
struct Flip {
  std::string case_id;
  double baseline = 0;  // pass rates
  double candidate = 0;
  // A reply of each, the first that failed where one did; null: not kept.
  std::shared_ptr<const Reply> baseline_reply;
  std::shared_ptr<const Reply> candidate_reply;
};

// A report names so many of a comparison: each brings two replies.
inline constexpr std::size_t kMostFlips = 200;

struct Comparison {
  std::string baseline;  // names: a variant's id, RUN:VARIANT, stored:NAME
  std::string candidate;
  std::int64_t cases = 0;  // in common
  std::vector<MetricComparison> metrics;
  std::int64_t lost = 0;    // cases whose pass rate fell
  std::int64_t won = 0;     // and rose
  std::vector<Flip> flips;  // lost cases first, the worst first; at most kMostFlips
  std::vector<Difference> differences;
  std::vector<std::string> notes;  // what a reader of the numbers must know
};

}  // namespace assay
