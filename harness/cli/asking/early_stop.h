// Whether a run may stop before its plan: every gate says stop_early and is
// decided (report/compare/sequential_gate.h).
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "harness/base/verdict.h"
#include "harness/plan/plan.h"
#include "harness/report/compare/sequential_gate.h"

namespace assay {

class EarlyStop {
 public:
  // Null where the run may not stop early: some gate needs the whole plan, or
  // compares nothing.
  static std::unique_ptr<EarlyStop> of(const Plan& plan);

  void add(const CellId& cell, const CellScore& score);
  bool is_decided() const { return open_ == 0; }

 private:
  using Side = SequentialComparison::Side;
  // What a variant is in one of the comparisons.
  struct Part {
    std::size_t comparison = 0;
    Side side = Side::baseline;
  };
  std::vector<SequentialComparison> comparisons_;
  std::vector<std::vector<Part>> parts_;  // by variant of the plan
  std::size_t open_ = 0;                  // comparisons that are not decided
};

}  // namespace assay
