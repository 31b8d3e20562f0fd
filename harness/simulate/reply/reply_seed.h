// Where a reply's randomness comes from: the models file, the request and how often
// that was answered before, and nothing else.
#pragma once

#include <cstdint>

#include "harness/base/random.h"
#include "harness/simulate/models_file/models_file.h"
#include "harness/simulate/wire/served_request.h"

namespace assay {

// Each decision draws from its own stream, so that adding one changes no other.
enum class ReplyDraw : std::uint64_t { right = 1, which_wrong, latency, id, verdict, judge_manner };

std::uint64_t reply_seed(const ModelsFile& file, const SimulatedModel& model,
                         const ServedRequest& request, std::uint64_t repeat);
Random draw_for(std::uint64_t seed, ReplyDraw what);

}  // namespace assay
