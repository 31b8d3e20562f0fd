// What a simulated judge says of the answer in its last user message.
#pragma once

#include <cstdint>

#include "harness/simulate/models_file/models_file.h"
#include "harness/simulate/reply/simulated_model.h"
#include "harness/simulate/wire/served_request.h"

namespace assay {

// `model` is a judge, `seed` the reply_seed(). Fills what `reply` says, or its problem.
void judge_answer(const ModelsFile& file, const SimulatedModel& model, const ServedRequest& request,
                  std::uint64_t seed, SimulatedReply& reply);

}  // namespace assay
