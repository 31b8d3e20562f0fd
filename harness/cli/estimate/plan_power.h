// assay plan --mde and --power: how many cases and repeats a difference takes, and
// what the plan as it is can tell. No call.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/money.h"
#include "harness/base/result.h"
#include "harness/cli/options/options.h"
#include "harness/cli/selection/selection.h"
#include "harness/plan/estimate.h"
#include "harness/report/power/experiment.h"
#include "harness/report/power/spread.h"

namespace assay {

// What a gate of the suite can tell with the plan's cases.
struct GatePower {
  std::string gate;
  std::string metric;
  std::optional<double> passes_at;     // the true value nearest the limit that passes
  std::optional<double> fails_at;      // with the power asked for, and that fails
  bool compares = false;               // the values are differences, candidate minus baseline
  bool stops_early = false;            // looked at after every case: simulated
  std::optional<double> equal_passes;  // the chance that an equal candidate passes
  std::optional<double> independent;   // cells that an absolute gate's interval rests on
  std::string note;                    // where there is no such number, why
};

struct PowerPlan {
  double power = kUsualPower;
  std::optional<double> difference;  // --mde
  std::string from;                  // run id; "": the spread is assumed
  Spread spread;
  std::int64_t pairs = 1;  // of variants that were measured; the widest is `spread`
  std::int64_t cases = 0;  // the plan's
  int repeats = 1;
  std::size_t variants = 0;
  // Of one repeat of one case over all variants: measured, or an upper bound.
  std::optional<double> cost_usd;
  bool is_cost_measured = false;
  std::vector<CasesNeeded> needed;  // by repeats; empty without --mde
  Reach reach;                      // of the plan as it is
  std::vector<GatePower> gates;
};

// Nothing where the command line asks for neither. Errors: numbers out of range, a
// run that is not there or has no two variants of the plan.
Result<std::optional<PowerPlan>> plan_power(const Selection& selection, const Estimate& estimate,
                                            const Options& options);

Json power_to_json(const PowerPlan& plan);
void print_power(const PowerPlan& plan, std::ostream& out);

}  // namespace assay
