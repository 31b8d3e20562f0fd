// Which cases went wrong, worst first, and why.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "harness/report/report.h"

namespace assay {

struct FailingCase {
  std::size_t case_index = 0;
  std::size_t variant = 0;
  CaseVariant counts;
};

// Every case and variant with a failed or erroneous repeat: fewest passes first,
// those with nothing but errors last, then in the report's order.
std::vector<FailingCase> failing_cases(const Report& report);

// The recorded repeats of a case under a variant.
std::span<const ReportCell> cells_of(const Report& report, std::size_t case_index,
                                     std::size_t variant);

// Why a cell has its verdict: its error, or what its parts said. Hostile; ""
// for a pass.
std::string reason_of(const ReportCell& cell);
// Of the first repeat that failed, else of the first that ended in an error.
std::string first_reason(const Report& report, const FailingCase& failing);

}  // namespace assay
