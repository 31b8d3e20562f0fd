// at_least and at_most, as many expectations take them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/score/expectation.h"

namespace assay {

struct Bounds {
  std::optional<double> at_least;  // inclusive
  std::optional<double> at_most;   // inclusive

  bool empty() const { return !at_least && !at_most; }
  bool hold(double value) const {
    return (!at_least || value >= *at_least) && (!at_most || value <= *at_most);
  }
};

// A usage error when no value can satisfy both. May be empty().
Result<Bounds> read_bounds(const Json& arguments);
// The same, for expectations that are nothing but bounds of what is never below
// 0: a usage error also for bounds that everything or nothing is within.
Result<Bounds> require_bounds(const Json& arguments);
// The same, where 'equals' may stand instead of both.
Result<Bounds> require_count(const Json& arguments);

// Pass, or "812 ms is more than 500 ms". `unit` may be empty.
Judgement judge_bounds(const Bounds& bounds, double value, std::string_view unit);

}  // namespace assay
