// What every request of a run went through.
#pragma once

#include "harness/base/result.h"
#include "harness/report/report.h"
#include "harness/store/store.h"

namespace assay {

// Fills `report.attempts` and `possibly_billed` from the Store. The cells must be there, ordered by
// (case, variant, repeat); an attempt whose cell never came to an end is left out.
// Those of a dialogue's requests are its cell's. Secrets in failures are redacted.
Result<void> read_attempts(Store& store, const CallRows& rows, Report& report);

}  // namespace assay
