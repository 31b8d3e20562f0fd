// How a gate is decided, whatever it is about: what the data say, and what they do
// not know, come to an outcome, its reason, and whether anything could save it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/report/report.h"
#include "harness/suite/suite.h"

namespace assay {

// Where neither the gate nor the suite says otherwise: one cell in ten. Cells that
// fail are seldom like the others (the long ones time out), so a number without so
// many of them is about other questions than the suite's.
inline constexpr double kMaxErrorRate = 0.1;

// Ends the reason of a gate on times that is open for want of any.
inline constexpr std::string_view kOnlyStoredReplies =
    ": replies of earlier runs tell no time of this one, --no-cache asks again";

// What to do about cells without a verdict.
inline constexpr std::string_view kAskAgain = "ask those cells again";
inline constexpr std::string_view kLabelThem = "label those answers";

// The whole interval must lie within the limits to pass, and beyond one to fail.
GateOutcome outcome_of(const Estimated& estimate, const GateLimits& limits);
// What is asked of `n` cases; with none nothing was measured.
GateOutcome outcome_of(std::int64_t n, bool passes, bool fails);

// Made of one variant by variant_evidence.h, of a pair by pair_evidence.h; another kind of
// evidence is another maker, called in gate.cc.
struct GateEvidence {
  const Gate* gate = nullptr;
  std::string variant = {};   // id
  std::string baseline = {};  // what it is compared with
  Estimated observed = {};
  std::optional<double> p_worse = {};

  // Without the cells that have no verdict. An error: there is nothing to decide on.
  GateOutcome seen = GateOutcome::error;
  std::string reason = {};  // of `seen`

  // With those cells in favour of the gate, and against it; absent where that can turn
  // nothing. In words: "its 3 errors", "every error were good".
  struct BothWays {
    GateOutcome best;
    GateOutcome worst;
    std::string what;
    std::string_view if_best;
    std::string_view if_worst;
    std::string_view remedy = kAskAgain;
  };
  std::optional<BothWays> errors = {};

  // With the lateness of this machine, which made times longer, taken off them; absent
  // where it is no part of what was seen.
  std::optional<GateOutcome> without_lag = {};

  // Whether no outcome of errors, and of cells never asked, could save a failure.
  bool fails_regardless = false;

  // Of each variant that it is about.
  struct Cells {
    std::string variant;
    std::int64_t errors = 0;
    std::int64_t all = 0;
  };
  std::vector<Cells> cells = {};

  // The failure on intervals of another confidence, every way. Null: chance has no part
  // in it, or `seen` is corrected for it.
  struct Failure {
    bool holds = false;
    bool regardless = false;
  };
  std::function<Failure(double confidence)> failure_at = {};
  std::string would_fail = {};  // "63% [...] would not be at least 80%"
  std::string by_chance = {};   // why the failure may be no more; "" where it is
};

// Leaves open what errors, lateness or chance could turn, and what has too many errors
// to be about the suite's questions. Of a damaged run nothing is decided.
GateResult decide_gate(const GateEvidence& evidence, const RunSummary& run);

}  // namespace assay
