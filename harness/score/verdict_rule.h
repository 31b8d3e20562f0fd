// Parts -> verdict of a cell.
#pragma once

#include <vector>

#include "harness/base/verdict.h"
#include "harness/suite/suite.h"

namespace assay {

// Parts of weight 0 are recorded and never decide; without a part that decides
// the cell is unscored. A part in error decides nothing: the verdict is the one
// that holds whether that part passed or failed, and `error` when there is none. So does
// a part that waits for a label, and then the cell is unscored where no part is in error.
CellScore decide(std::vector<ScorePart> parts, const PassRule& rule);

}  // namespace assay
