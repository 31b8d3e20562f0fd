// Estimates of a proportion or a mean with their uncertainty.
#pragma once

namespace assay {

struct Interval {
  double low = 0;
  double high = 0;
};

}  // namespace assay
