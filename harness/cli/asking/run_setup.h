// A selection and the command line -> what the runner and its transport need.
#pragma once

#include <iosfwd>
#include <memory>
#include <string>

#include "harness/base/clock.h"
#include "harness/base/result.h"
#include "harness/cli/asking/asking.h"
#include "harness/cli/asking/endpoints.h"
#include "harness/cli/options/options.h"
#include "harness/cli/selection/selection.h"
#include "harness/run/runner.h"
#include "harness/run/transport.h"

namespace assay {

struct PreparedRun {
  Endpoints endpoints;
  RunnerSetup setup;
  std::unique_ptr<Transport> transport;  // the real one
};

// Servers and keys, lanes, variants, caps. A usage error for a cap that cannot hold: a
// model has no price, or is sent a field whose cost has no bound (docs/cost-cap.md).
//
// Every request in flight takes a descriptor: the soft limit is raised, and where even
// the hard one is too low, lanes are narrowed and `err` told so.
Result<PreparedRun> prepare_run(const Selection& selection, const Options& options,
                                const Clock& clock, std::ostream& err);

// What a user should hear before money is spent, in whole lines.
std::string caution(const Plan& plan, const RunnerSetup& setup);

// What the missing cells are expected to cost, by lane, and the calls of each judge: those
// about them and those that are queued already. A cap is shared by it.
Result<void> expect_costs(const Selection& selection, const Missing& missing,
                          const std::vector<std::uint64_t>& queued_calls, RunnerSetup& setup);

}  // namespace assay
