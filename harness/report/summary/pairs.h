// What the order of two answers did to the judges that compared them.
#pragma once

#include "harness/report/report.h"

namespace assay {

// Fills `pairs` of judges from the parts of cells: each pair of answers once, however many
// cells have it.
void take_pairs(Report& report);

}  // namespace assay
