// Unwraps a Result, or fails the test with the error's text.
#pragma once

#include <stdexcept>
#include <utility>

#include "harness/base/result.h"

namespace assay::testing {

template <class T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}
inline void check(const Result<void>& result) {
  if (!result) throw std::runtime_error(result.error().message);
}

}  // namespace assay::testing
