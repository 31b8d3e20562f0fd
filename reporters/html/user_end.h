// How the dialogue of a simulated user ended, in words.
#pragma once

#include <string>

#include "harness/report/report.h"

namespace assay::html {

// "user own:chat has what it wants"; "" where nobody played, or it has not ended.
std::string user_end_text(const ReportCell& cell);

}  // namespace assay::html
