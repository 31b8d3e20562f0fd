// What people said of a run's answers, held against what judges said.
#pragma once

#include "harness/report/report.h"
#include "harness/suite/suite.h"

namespace assay {

// Whether people are asked in the judge's place: of an answer, and not of two.
bool takes_labels(const ScorePart& part);

// Fills `label` of cells whose verdict is known with people in the judges' place, and from
// these `labels` of variants and `gold` of judges.
void take_labels(const PassRule& rule, Report& report);

}  // namespace assay
