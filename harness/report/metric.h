// The metrics that tables show and gates decide on, as rows: all that tells one from
// another is in its row. docs/extending.md, "A metric". Those that a suite names itself are
// of a family: a row each, made when somebody asks for it.
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
  // By what people say where judges said it: corrected_rate.h, corrected_score.h.
  enum class Corrected { nothing, verdicts, scores };
  Corrected corrected = Corrected::nothing;
};

struct MetricRow {
  MetricShape shape;
  // What it is about, one of the two: verdicts, or a number of a reply.
  const Share* share = nullptr;
  const Quantity* quantity = nullptr;
  // Of a family: the suite's own metric that verdicts stand for, see own_metric.h.
  std::string_view own = {};
  // What the repeats of each case are reduced to, before the share is taken of the cases.
  std::optional<Reducer> reducer = {};
  std::int64_t draws = 0;  // k of at_k and hat_k

  // Whether runs of other repeats measure something else by it.
  bool is_of_all_repeats() const {
    return reducer && *reducer != Reducer::at_k && *reducer != Reducer::hat_k;
  }
  // Whether it is about the cells' verdicts as such, whose spread and labels are known.
  bool is_of_verdicts() const { return share != nullptr && own.empty() && !reducer; }
};

// Cases as the metric's share takes them: with samples that are not known counted, and
// repeats reduced. Requires a metric of verdicts.
std::vector<CaseVariant> counted(const MetricRow& metric, std::vector<CaseVariant> cases,
                                 Imputed imputed, As as, std::int64_t repeats);

std::span<const MetricRow> metric_rows();
std::span<const MetricFamily> metric_families();
// A row, or what a family makes of the name; null where there is neither. Lives as long as
// the program.
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
// One variant's cases as the metric sees their cells: all, or those that have it. Requires a
// metric of verdicts.
std::vector<CaseVariant> column_of(const MetricRow& metric, const Report& report,
                                   std::size_t variant);
// Cells that ended and are not in it, though they might have been.
struct UnknownCells {
  std::int64_t errors = 0;
  std::int64_t waiting = 0;  // for a label
  std::int64_t all = 0;      // cells that ended, of cases that have the metric

  std::int64_t count() const { return errors + waiting; }
};
UnknownCells unknown_cells(const MetricRow& metric, const Report& report, std::size_t variant);
// The same of one case, as counted for the metric; for `score` with cells that have a verdict
// and a part without a value. Requires a metric of verdicts.
UnknownCells unknown_cells(const MetricRow& metric, const CaseVariant& counts);

}  // namespace assay
