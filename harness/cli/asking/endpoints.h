// A suite's providers made ready: keys read, built-in servers started.
#pragma once

#include <memory>
#include <vector>

#include "harness/base/result.h"
#include "harness/cli/selection/judge_calls.h"
#include "harness/plan/plan.h"
#include "harness/provider/dialect.h"
#include "harness/provider/provider.h"
#include "harness/simulate/server.h"

namespace assay {

struct Endpoints {
  std::vector<Provider> providers;                    // parallel to Suite::providers
  std::vector<std::unique_ptr<ModelServer>> servers;  // stop with this object
};

enum class Keys { read, skip };

// Starts one server per `serve:` file and reads the keys of the providers that the plan
// asks, and `judges` about its answers. A usage error names the variable that is missing, or a
// model whose answers are made elsewhere.
Result<Endpoints> open_endpoints(const Plan& plan, const JudgeCalls& judges, Keys keys);

// The same for `judges` alone: the plan's answers were made elsewhere.
Result<Endpoints> open_judge_endpoints(const Plan& plan, const JudgeCalls& judges, Keys keys);

}  // namespace assay
