// Where a monotone function changes its sign: inverting tests into intervals.
#pragma once

namespace assay {

// The root between `above`, where the function is positive, and `below`, where it
// is not; either may be the larger. Where it is positive at neither end, `above`.
// Each step halves the distance; after some sixty, doubles have nothing between.
template <class Function>
double find_root(const Function& function, double above, double below, int steps = 200) {
  for (int step = 0; step < steps; ++step) {
    const double middle = (above + below) / 2;
    if (middle == above || middle == below) break;
    (function(middle) > 0 ? above : below) = middle;
  }
  return (above + below) / 2;
}

}  // namespace assay
