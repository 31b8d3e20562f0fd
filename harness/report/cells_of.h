// One variant's cells among all of a report's.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>

#include "harness/report/report.h"

namespace assay {

// Calls `visit` with each cell of the variant, in the report's order. A report of many
// variants is asked so for each of them: what lies between is leapt over, in steps that
// double, so that all variants together read each cell once or so and not as often as
// there are variants. `Cells` is ordered by (case_index, variant).
template <class Cells, class Visit>
void each_cell_of(const Cells& cells, std::size_t variant, const Visit& visit) {
  using Place = std::pair<std::size_t, std::size_t>;
  const auto place_of = [](const auto& cell) { return Place(cell.id.case_index, cell.id.variant); };
  const std::size_t size = cells.size();
  for (std::size_t at = 0; at < size;) {
    const Place here = place_of(cells[at]);
    if (here.second == variant) {
      visit(cells[at++]);
      continue;
    }
    const Place next(here.second < variant ? here.first : here.first + 1, variant);
    std::size_t low = at;  // lies before `next`
    std::size_t step = 1;
    for (; low + step < size && place_of(cells[low + step]) < next; step *= 2) low += step;
    std::size_t high = std::min(low + step, size);  // does not
    while (high - low > 1) {
      const std::size_t middle = low + (high - low) / 2;
      (place_of(cells[middle]) < next ? low : high) = middle;
    }
    at = high;
  }
}

}  // namespace assay
