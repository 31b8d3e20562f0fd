// What a reply has a number of (its time, its cost), and what the cells of a variant
// make of it: means with the interval that gates and reports share, and sums.
//
// A cell that ended without the number, or has not ended, may have had any: it is counted
// at nothing or at the most that its request allowed (VariantSummary::most_...).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "harness/report/rates.h"
#include "harness/report/report.h"

namespace assay {

struct Quantity {
  const char* key;  // in a case of a baseline
  // Not negative. Replies of earlier runs have no time: theirs belong to another day.
  std::optional<double> (*of)(const ReportCell& cell);
  // A reply without it has one that is not known. Otherwise it has none, and only an error
  // might have had one.
  bool is_of_every_reply = false;
  // The most that a cell without it may have had; null, or nothing: nobody knows.
  std::optional<double> (*most)(const VariantSummary& variant) = nullptr;
  // Of all replies, exact; nothing where one has none. Null: it has no total.
  std::optional<double> (*sum)(const VariantSummary& variant) = nullptr;
};

extern const Quantity kLatency;
extern const Quantity kTimeToFirstToken;
extern const Quantity kTokenGap;
extern const Quantity kCost;
extern const Quantity kOutputTokens;

// More than any limit, and far from overflowing a mean or a ratio.
inline constexpr double kAnything = 1e12;
double most_of(const VariantSummary& variant, const Quantity& quantity);

// Numbers with the case that each is of, in the report's order.
struct Values {
  std::vector<double> values;
  std::vector<std::size_t> cases;
};
// Of one variant's cells; `unknown` is what imputed ones have.
Values values_of(const Report& report, std::size_t variant, const Quantity& quantity,
                 Imputed imputed = Imputed::nothing, double unknown = 0);

// The mean with its interval clustered by case; `n` is the number of cases.
Estimated mean_of(Values values, double confidence = kConfidence);
// Exact; absent where a reply has none, or where nothing has a total.
Estimated sum_of(const Report& report, std::size_t variant, const Quantity& quantity,
                 Imputed imputed, double unknown);
// Cells that ended without it, though they might have had one.
std::int64_t cells_without(const Report& report, std::size_t variant, const Quantity& quantity);

}  // namespace assay
