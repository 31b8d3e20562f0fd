#include "harness/run/runner.h"

#include <algorithm>

#include "harness/base/mark.h"
#include "harness/run/run_loop.h"

namespace assay {

Result<RunnerResult> run_jobs(const RunnerSetup& setup, const JobSource& next,
                              const CellScorer& score, Transport& transport, StoreWriter& writer,
                              const Clock& clock, Progress& progress) {
  const auto unpriced =
      std::find_if(setup.variants.begin(), setup.variants.end(),
                   [](const JobVariant& variant) { return !variant.price.has_value(); });
  if (setup.max_cost && unpriced != setup.variants.end()) {
    ASSAY_MARK("cap.without_a_price");
    return usage_error("there is a cost cap, but a model without a price: add `price`, or no cap");
  }

  RunLoop loop(setup, next, score, transport, writer, clock, progress);
  return loop.run();
}

}  // namespace assay
