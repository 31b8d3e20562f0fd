// What a model says of a parameter that it does not take, as the vendor of its wire format does
// (docs/protocols.md, "Refused parameters").
#pragma once

#include <optional>
#include <string>

#include "harness/simulate/models_file/models_file.h"
#include "harness/simulate/wire/served_request.h"

namespace assay {

// The first of the model's refusals that `body`, which was read as `request`, asks for; nothing:
// it takes all of it. `body` may grow as by read_request().
std::optional<ServedError> refuse_field(const SimulatedModel& model, const ServedRequest& request,
                                        std::string& body);

}  // namespace assay
