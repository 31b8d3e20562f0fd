// Reports made up for the page's tests: the same bytes at every call.
#pragma once

#include <cstddef>

#include "harness/report/report.h"

namespace assay::samples {

struct Size {
  std::size_t models = 3;
  std::size_t prompts = 2;
  std::size_t temperatures = 3;
  std::size_t cases = 24;
  std::size_t repeats = 5;
  std::size_t answer_words = 30;  // of each reply
};

// A run as a user sees one: models that differ in skill, price and speed,
// flaky cases, errors, reused replies, gates of every outcome.
Report ordinary(const Size& size = {});

// Templates of the variants' requests in all three dialects; the attempts of the
// cells, in agreement with their counts.
void add_requests(Report& report);
void add_attempts(Report& report);

// Names, replies, reasons and errors that try to break out of the page
// (fault matrix rows 35, 50, 54, 73).
Report hostile();

}  // namespace assay::samples
