// A pass rate that judges gave, as people would give it.
#pragma once

#include <string>

#include "harness/report/report.h"

namespace assay {

// What labels are planned for: an interval of +- so much.
inline constexpr double kLabelsHalfWidth = 0.05;

// `judged` with its interval at `confidence`, corrected by what people said of a sample of
// the answers; as it is where they said too little (VariantLabels::correct()).
Estimated corrected_rate(const Estimated& judged, const VariantLabels& labels, double confidence);

// "about 25 more labels make it +-5 points: 5 of what was judged a pass, 20 of what was judged a
// fail"; "" where they are enough, or no number of labels would do.
std::string more_labels_text(const VariantSummary& variant);

// "judge corrected by 60 labels", "judge, 12 labels are too few to correct it"; "" where
// nobody labelled anything.
std::string correction_text(const VariantLabels& labels);

}  // namespace assay
