// What a run needs to ask a model otherwise where it refuses a parameter: how, and what earlier
// sessions have found out.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "harness/base/result.h"
#include "harness/cli/selection/judge_calls.h"
#include "harness/plan/plan.h"
#include "harness/run/runner.h"
#include "harness/store/store.h"

namespace assay {

// Numbers the models that are asked, by endpoint and dialect. What it makes stands alone.
class Adapting {
 public:
  // `provider` has its key. Null where what is sent is a suite's own request.
  std::shared_ptr<const Adaptable> of(const Provider& provider, const Dialect& dialect,
                                      const Model& model, const Params& params);

 private:
  std::map<std::tuple<std::string, const Dialect*, std::string>, std::size_t> models_;
  std::map<std::string, std::shared_ptr<const Provider>> providers_;  // by name
};

// Attempts of a run that a parameter was refused to, by index of RunnerSetup::variants.
Result<std::vector<KnownRefusal>> known_refusals(Store& store, std::string_view run_id,
                                                 const Plan& plan, const JudgeCalls& judges);

}  // namespace assay
