// What a reply of a variant costs, and how long it is: means over its cells with the
// interval that gates and reports share, and sums.
//
// A cell without the number may have any from nothing to the most that its request
// allowed (VariantSummary::most_...): imputed, all of them have the one or the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "harness/report/rates.h"
#include "harness/report/report.h"

namespace assay {

enum class Priced { cost_usd, output_tokens };

// Over cells that have it; the interval is clustered by case.
Estimated mean_of(const Report& report, std::size_t variant, Priced priced,
                  Imputed imputed = Imputed::nothing, As as = As::best,
                  double confidence = kConfidence);
// Exact; absent where a reply has none.
Estimated sum_of(const Report& report, std::size_t variant, Priced priced, Imputed imputed, As as);
// Cells that ended and have none.
std::int64_t cells_without(const Report& report, std::size_t variant, Priced priced);

// The most that a cell may have; where nobody knows, more than any limit.
double most_of(const VariantSummary& variant, Priced priced);

}  // namespace assay
