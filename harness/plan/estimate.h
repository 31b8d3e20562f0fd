// What a plan would cost, without a call.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/base/money.h"
#include "harness/plan/plan.h"
#include "harness/provider/reply_bound.h"

namespace assay {

struct VariantEstimate {
  std::uint64_t cells = 0;
  std::uint64_t requests = 0;  // more than cells where there are dialogues
  // Of a dialogue each request holds all before it, answers as long as they may be.
  std::int64_t input_tokens = 0;
  double answers_sent_back = 0;               // that are among the input
  ReplyBound bound;                           // of one reply
  std::optional<std::int64_t> output_tokens;  // upper bound: max_tokens where set
  std::optional<Money> cost;                  // upper bound; nothing without price or max_tokens
};

struct Estimate {
  std::vector<VariantEstimate> variants;  // as in Plan::variants
  std::uint64_t cells = 0;
  std::int64_t input_tokens = 0;
  std::optional<std::int64_t> output_tokens;
  std::optional<Money> cost;  // nothing when any variant's is unknown
  bool sampled = false;       // extrapolated from a sample of the cases
};

// Renders at most `max_cases` cases a prompt and extrapolates beyond, so that a
// plan of a million cells is estimated in milliseconds.
Result<Estimate> estimate(const Plan& plan, std::size_t max_cases = 1000);

}  // namespace assay
