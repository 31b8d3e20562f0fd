// Where a monotone function changes its sign: inverting tests into intervals.
#pragma once

namespace assay {

// The root between `above`, where the function is positive, and `below`, where it
// is not; either may be the larger. Where it is positive at neither end, `above`.
template <class Function>
double find_root(const Function& function, double above, double below) {
  constexpr int kSteps = 200;  // until doubles have nothing between them
  for (int step = 0; step < kSteps; ++step) {
    const double middle = (above + below) / 2;
    if (middle == above || middle == below) break;
    (function(middle) > 0 ? above : below) = middle;
  }
  return (above + below) / 2;
}

}  // namespace assay
