// The mean of what people would say of graded answers, where a judge marked all of them and
// people a random sample: prediction-powered inference.
//
// The judge's mark need not be right, only go up and down with the people's: it takes out of
// their mean what the sample happened to draw. The weight that it gets is estimated from the
// sample, so that a useless judge costs nothing.
//
// Valid for labels drawn at random among all answers, each as likely (not by verdict), and
// for kFewestMarks of them or more: of 20 the normal interval covers as little as 63 %.
//
// Source: A. N. Angelopoulos, J. C. Duchi and T. Zrnic, "PPI++", arXiv 2311.01453 (2023).
#pragma once

#include <optional>
#include <span>

#include "harness/stats/interval.h"

namespace assay {

inline constexpr int kFewestMarks = 100;

struct LabelledMean {
  double value = 0;
  Interval interval;    // two-sided, normal; not clipped to the scale
  double weight = 0;    // of the judge's marks, in [0, 1]
  double variance = 0;  // of the value
};

// `people[i]` and `judge[i]` are of the same answer; `rest` holds what the judge said of the
// answers that nobody labelled. Values are finite. Nothing for fewer than two
// labels, spans of different length, or a confidence outside (0, 1).
std::optional<LabelledMean> labelled_mean(std::span<const double> people,
                                          std::span<const double> judge,
                                          std::span<const double> rest, double confidence);

}  // namespace assay
