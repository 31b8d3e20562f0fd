// The marks that people gave a run's answers, held against the scores that judges gave.
#pragma once

#include "harness/report/report.h"

namespace assay {

// Fills `mark` of cells and `score_labels` of variants. Requires take_labels() (labels.h).
//
// Marks correct a score where every scored cell has it from one expectation that asked judges,
// each case was asked once, kFewestMarks answers have a mark of people, and these are a random
// sample of all: not picked by verdict, which their weights tell, and not otherwise than by
// chance marked higher or lower by the judge than all are.
void take_marks(Report& report);

}  // namespace assay
