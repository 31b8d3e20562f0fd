// Metrics that a suite names itself: `metric:` on its expectations. What a cell, and a
// column of cases, says of one. A cell's value is the weighted mean of the values of its
// parts of that name, in [0, 1]; one of them that is an error, or waits for a label, makes
// it missing: never 0, and in no mean.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/verdict.h"
#include "harness/report/report.h"

namespace assay {

// The name of a part that has marks which came with an answer made elsewhere: it measures, and
// decides nothing.
inline constexpr std::string_view kImportedPart = "imported";

// The metric's name in gates, comparisons and reports: "score:NAME".
std::string own_metric(std::string_view name);
bool is_own_metric(std::string_view metric);

// What a part says of a metric; nothing where it could not be judged.
struct PartValue {
  std::string_view name;
  std::optional<double> value;
  double weight = 1;
  bool waits = false;
};
// Every metric that the part speaks of. Views are of the part.
std::vector<PartValue> values_of(const ScorePart& part);

// Of a cell's parts that speak of one metric.
class CellMean {
 public:
  void add(const PartValue& part);

  bool is_there() const { return parts_ > 0; }
  bool waits() const { return waits_; }
  // Parts of weight 0 count where no other part does, alike. Nothing where a part has no
  // value, or one outside [0, 1], which is a defect of whoever scored.
  std::optional<double> value() const;

 private:
  std::size_t parts_ = 0;
  double weight_ = 0;
  double weighted_ = 0;
  double sum_ = 0;
  bool is_missing_ = false;
  bool waits_ = false;
};

// One variant's cases that have the metric, in the report's order, as in CaseSummary::own.
std::vector<CaseVariant> own_column_of(const Report& report, std::string_view name,
                                       std::size_t variant);

}  // namespace assay
