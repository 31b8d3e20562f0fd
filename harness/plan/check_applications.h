// What only shows when models, prompts and grid are crossed: whether an HTTP application is sent
// what its variants differ in. Internal to plan/.
#pragma once

#include <span>

#include "harness/base/result.h"
#include "harness/plan/plan.h"

namespace assay {

// A usage error names what is never sent: a parameter, a message of a prompt, the name of a model,
// what a judge is to decide.
Result<void> check_applications(const Suite& suite, std::span<const Variant> variants);

}  // namespace assay
