// Gates with `stop_early`: decided after every case, in the order in which the run
// asks its cases, by stats/sequential_paired.h. The same code decides while a run
// is under way and from its report.
//
// A case counts when every cell of both variants has an outcome and all earlier
// cases of the order count. So a reply's haste has no say, and looking after every
// case costs nothing: the level holds however often one looks. Errors are bet both
// ways (docs/design.md, "An error is not a wrong answer"): a pass holds with all of them
// against the candidate, a fail with all of them for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "harness/base/verdict.h"
#include "harness/report/metric.h"
#include "harness/report/report.h"
#include "harness/stats/decision.h"
#include "harness/stats/sequential_paired.h"
#include "harness/suite/suite.h"

namespace assay {

// Whether the gate is decided so: not with clusters, whose cases depend on each
// other, and not against a stored baseline, which has no cells to come.
bool is_sequential(const Gate& gate);

// How the gate is decided: a pass at kAlpha; a fail at a part of it where there are
// several comparisons, as Holm's correction of all gates may ask for as much.
SequentialPlan sequential_plan(const Gate& gate, std::size_t comparisons, std::size_t cases);

// What a case says of the candidate, with errors against it and for it; nothing
// where it has no verdict on one side.
struct CaseDifference {
  double lowest = 0;
  double highest = 0;
};
std::optional<CaseDifference> case_difference(const CaseVariant& baseline,
                                              const CaseVariant& candidate, const Share& share,
                                              std::int64_t repeats);

// One pair of variants, whose cells come in any order.
class SequentialComparison {
 public:
  enum class Side { baseline, candidate };

  // `share` is what a judged metric is about; `order` as dispatch_order() made it.
  // Requires is_valid(plan).
  SequentialComparison(const Share& share, const SequentialPlan& plan,
                       std::vector<std::uint32_t> order, std::int64_t repeats);

  // The outcome of a cell; `score` where it has a verdict, and what of it is open.
  void add(Side side, std::uint32_t case_index, Verdict verdict, std::optional<double> score,
           const OpenScore& open = {});
  // All there is, case by case, instead.
  void add(std::vector<CaseVariant> baseline, std::vector<CaseVariant> candidate);

  SequentialState state() const { return test_.state(); }
  // In the words of decision.h; each p is 1 / the evidence and valid at every look.
  // Nothing before the first case.
  std::optional<NonInferiority> decision() const;

 private:
  void advance();

  const Share* share_;
  SequentialPlan plan_;
  std::vector<std::uint32_t> order_;
  std::int64_t repeats_;
  std::vector<CaseVariant> baseline_;  // by case
  std::vector<CaseVariant> candidate_;
  std::size_t next_ = 0;  // in order_
  SequentialTest test_;
  std::vector<double> lowest_;  // of the cases that were bet on
  std::vector<double> highest_;
};

}  // namespace assay
