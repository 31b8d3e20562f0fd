// May the candidate replace the baseline, asked again after every case: stop as
// soon as it is clear. The error rates of decision.h hold however often one looks.
//
// Against a candidate "worse by the margin or more" a capital of 1 is bet on every
// case; it is an e-process, so it ever reaches 1 / alpha with chance at most alpha
// if that is true (Ville). The bets are constant shares of the most that cannot be
// lost, 1/40 to 39/40 of it, a twentieth of the capital on each. So the order of
// the cases does not matter for the capital, and the interval is one interval.
// A second capital is bet the other way.
//
// The cases must come in an order that has nothing to do with their outcome: by
// index, shuffled by a seed, not as replies arrive (wrong answers may be slow).
//
// Source: I. Waudby-Smith and A. Ramdas, "Estimating means of bounded random
// variables by betting", J. Royal Statistical Society B 86 (2024), 1-27: capital
// of bounded values in section 4, bets on a grid in appendix B.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "harness/stats/interval.h"

namespace assay {

// e-values; 1 before the first case. Reject "worse by the margin or more" when
// not_inferior >= 1 / alpha, and "not worse by the margin" when inferior is.
struct PairedEvidence {
  double not_inferior = 1;
  double inferior = 1;
};

// The mean differences that neither capital has refuted, each at half the error:
// valid after every case at once. differences[i] in [-1, 1] is the candidate's score
// minus the baseline's on case i. Nothing for no cases, a difference out of range or a
// confidence outside (0, 1).
std::optional<Interval> paired_confidence_sequence(std::span<const double> differences,
                                                   double confidence);

struct SequentialPlan {
  double margin = 0;         // 0 <= margin < 1
  double alpha = 0.05;       // one-sided, of each wrong decision; in (0, 1/2)
  std::int64_t maximum = 0;  // cases at which to give up; > 0
  // Of a wrong fail, where it is another: a part of alpha where many are compared.
  std::optional<double> alpha_fail = {};
};
enum class SequentialState {
  undecided,  // go on
  pass,       // not worse by the margin
  fail,       // worse by the margin or more
  futile,     // the planned maximum is reached and nothing is decided
};
// Whether the numbers lie where they should.
bool is_valid(const SequentialPlan& plan);

// The rule case by case, in constant time and memory, for an experiment under way.
// A case whose difference is not known for certain is given by its bounds: the bets
// for a pass are settled by the lowest, those for a fail by the highest it may be,
// so either decision holds whatever it was.
class SequentialTest {
 public:
  explicit SequentialTest(const SequentialPlan& plan);  // requires is_valid(plan)
  // The next case, in [-1, 1], lowest <= highest. Once decided nothing changes.
  SequentialState add(double lowest, double highest);

  SequentialState state() const { return state_; }
  std::int64_t cases() const { return cases_; }
  PairedEvidence evidence() const { return evidence_; }

 private:
  // What is bet that the mean of values in [0, 1] is above `mean`, in parts of
  // different boldness.
  class Capital {
   public:
    explicit Capital(double mean);
    double bet(double value);  // returns what it has become

   private:
    double mean_;
    std::array<double, 20> parts_;
  };

  SequentialPlan plan_;
  Capital not_inferior_;
  Capital inferior_;
  SequentialState state_ = SequentialState::undecided;
  std::int64_t cases_ = 0;
  PairedEvidence evidence_;
};

}  // namespace assay
