// Whether what cases attach can be sent by those who are asked. Internal to plan/.
#pragma once

#include "harness/base/result.h"
#include "harness/plan/plan.h"

namespace assay {

// A usage error names the case, the file, and why a model's wire format does not take it.
Result<void> check_attachments(const Plan& plan);

}  // namespace assay
