// Paid replies that were not understood when they came, read once more.
#pragma once

#include <cstdint>
#include <string>

#include "harness/base/result.h"
#include "harness/plan/plan.h"
#include "harness/store/store.h"

namespace assay {

struct Recovery {
  std::uint64_t kept = 0;       // failed cells of which something was kept
  std::uint64_t recovered = 0;  // of these, those that have a reply now
};

// "1 of 2 replies that were not understood when they came can be read now".
std::string recovery_text(const Recovery& recovery);

// Decodes what the Store kept of the run's failed cells by today's rules and by
// the reasoning tags that the suite gives its providers today; of several attempts
// the newest that can be read counts. A cell that gains a reply keeps the error
// that it was scored with, until its caller scores it.
Result<Recovery> recover_replies(Store& store, const RunRecord& run, const Plan& plan);

}  // namespace assay
