// Whether a run may stop before its plan: every gate says stop_early and is
// decided (report/sequential_gate.h).
#pragma once

#include <memory>
#include <vector>

#include "harness/base/verdict.h"
#include "harness/plan/plan.h"
#include "harness/report/sequential_gate.h"

namespace assay {

class EarlyStop {
 public:
  // Null where the run may not stop early: some gate needs the whole plan, or
  // compares nothing.
  static std::unique_ptr<EarlyStop> of(const Plan& plan);

  void add(const Cell& cell, const CellScore& score);
  bool is_decided() const;

 private:
  struct Pair {
    std::size_t baseline = 0;  // variants of the plan
    std::size_t candidate = 0;
    SequentialComparison comparison;
  };
  std::vector<Pair> pairs_;
};

}  // namespace assay
