// What a run of a plan would ask and cost now: the Store's replies are not asked again,
// and tell how long such replies are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/money.h"
#include "harness/base/result.h"
#include "harness/cli/options/options.h"
#include "harness/cli/selection/selection.h"
#include "harness/plan/estimate.h"

namespace assay {

// How the output tokens of a variant are known, best first.
enum class OutputBasis {
  measured,    // the mean of the same model, prompt and parameters in an earlier run
  model,       // the mean of the same model's other replies in an earlier run
  max_tokens,  // every reply as long as it may be
  assumed,     // the same where nothing bounds it: kAssumedOutputTokens a reply
};
std::string_view to_string(OutputBasis basis);

struct VariantCost {
  std::uint64_t requests = 0;  // cells without a stored reply; calls without a stored verdict
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  OutputBasis basis = OutputBasis::assumed;
  std::optional<Money> cost;                   // nothing without a price
  std::optional<std::int64_t> output_at_most;  // nothing without max_tokens
  std::optional<Money> cost_at_most;           // nothing without either
};

struct PlanCost {
  std::vector<VariantCost> variants;  // as in Plan::variants
  std::vector<VariantCost> judges;    // as in Suite::judges
  // Of these requests, stored verdicts that are asked for again; as in Suite::judges.
  std::vector<std::uint64_t> canaries;
  VariantCost total;                  // `basis` is the worst of them
  std::uint64_t stored = 0;           // cells that have a reply already
  bool is_input_counted = false;      // by the providers
  Money known_cost;                   // of the variants with a price
  std::vector<std::string> unpriced;  // labels of models without one
  std::string store_note;             // why the Store was not read; "" it was, or is not there
};

// `counted`: input tokens of each variant's cells as its provider counts them; empty
// where nobody was asked. A Store that cannot be read is as one that is not there.
Result<PlanCost> plan_cost(const Selection& selection, const Estimate& estimate,
                           const std::vector<std::int64_t>& counted, const Options& options);

}  // namespace assay
