// The metrics that tables show and gates decide on, as rows: all that tells one from
// another is in its row. docs/extending.md, "A metric".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "harness/report/quantity.h"
#include "harness/report/rates.h"
#include "harness/report/report.h"
#include "harness/suite/metric_shape.h"

namespace assay {

// A number in [0, 1] that verdicts come to.
struct Share {
  Estimated (*of)(std::span<const CaseVariant> cases, double confidence);
  // With samples that are not known counted as best or worst.
  std::vector<CaseVariant> (*imputed)(std::vector<CaseVariant> cases, Imputed imputed, As as,
                                      std::int64_t repeats);
  // Of one case; null where two variants are not compared on it.
  std::optional<double> (*of_case)(const CaseVariant& counts);
  // Independent cells that a rate's interval rests on; null for other kinds.
  double (*effective_n)(std::span<const CaseVariant> cases);
  bool is_corrected = false;  // by what people say where judges said it (corrected_rate.h)
};

struct MetricRow {
  MetricShape shape;
  // What it is about, one of the two: verdicts, or a number of a reply.
  const Share* share = nullptr;
  const Quantity* quantity = nullptr;
};

std::span<const MetricRow> metric_rows();
const MetricRow* find_metric(std::string_view name);
// Whether it is there and judged (MetricShape::is_judged).
bool is_judged(std::string_view metric);
// The shapes alone, for LoadOptions::metrics.
std::span<const MetricShape> metric_shapes();
// What metrics that compare are about: a case of an arm has its mean of each.
std::span<const Quantity* const> compared_quantities();

// The metric of one variant; samples that are not known are counted as best or worst.
Estimated estimate_of(const MetricRow& metric, const Report& report, std::size_t variant,
                      double confidence = kConfidence, Imputed imputed = Imputed::nothing,
                      As as = As::best);
// Cells that ended and are not in it, though they might have been.
std::int64_t unknown_cells(const MetricRow& metric, const Report& report, std::size_t variant);

}  // namespace assay
