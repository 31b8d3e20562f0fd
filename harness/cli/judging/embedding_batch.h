// Texts that wait for the same model go in one request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>

#include "harness/base/result.h"
#include "harness/cli/judging/verdict_desk.h"
#include "harness/provider/outcome.h"
#include "harness/run/runner.h"

namespace assay {

// As many as small servers take at once (text-embeddings-inference: 32), and far below what
// others do (OpenAI: 2,048 texts and 300,000 tokens).
inline constexpr std::size_t kMostTextsAtOnce = 32;
inline constexpr std::int64_t kMostTokensAtOnce = 50'000;  // estimated

// What is asked in a call.
using AskedIn = std::function<Result<Messages>(const OpenCall&)>;

// Takes from the front of `queue` what may go with `call`, which `job` is about.
Result<void> add_alike(const OpenCall& call, std::deque<OpenCall>& queue, const AskedIn& asked_in,
                       Job& job);

// Whether one text may be the reason why a request for several failed, so that each is asked
// for by itself.
bool may_be_of_one(const Failure& failure);

}  // namespace assay
