// x², for formulas that read as they are written.
#pragma once

namespace assay {

constexpr double square(double x) {
  return x * x;
}

}  // namespace assay
