// What can be said of a metric without a report. The table of all metrics is in
// report/; the loader is handed its shapes, so that a gate is refused or accepted by
// exactly that table and suite/ needs none of its numbers.
#pragma once

#include <cstddef>
#include <string_view>

namespace assay {

enum class Direction { higher_is_better, lower_is_better };

// What a metric's numbers are, which says how they are printed and decided on.
enum class MetricKind {
  rate,      // a proportion in [0, 1] with its exact interval
  mean,      // Student's interval, or what a bounded score makes of it
  quantile,  // with an order-statistic interval
  total,     // exact: a sum has no interval
};

// What people read it in; files have fractions and USD. Percent lie in [0, 1], ms are
// times of a reply.
enum class MetricUnit { percent, ms, usd, count };

// Whether two variants are compared on it, case by case.
enum class Compared {
  never,
  by_gates,  // where a gate asks for it
  always,    // in every comparison
};

struct MetricShape {
  std::string_view name;
  std::string_view help;
  MetricKind kind = MetricKind::mean;
  MetricUnit unit = MetricUnit::count;
  Direction direction = Direction::lower_is_better;
  Compared compared = Compared::never;
  double quantile = 0;  // of that kind, in (0, 1)
  // Whether a run may end once gates on it are decided (`stop_early`).
  bool stops_early = false;
  // Of what all repeats of a case come to: with one repeat it is the pass rate.
  bool of_repeats = false;

  constexpr bool is_share() const { return unit == MetricUnit::percent; }
  constexpr bool is_time() const { return unit == MetricUnit::ms; }
  // Compared by a difference and its margin, tests and all: the others that compare are
  // measured, not negative, lower is better, and mostly compared by a ratio.
  constexpr bool is_judged() const {
    return is_share() && direction == Direction::higher_is_better;
  }
  constexpr bool compares() const { return compared != Compared::never; }
};

// Before the name of a metric that a suite has given itself.
inline constexpr std::string_view kOwnMetricPrefix = "score:";

// Metrics of one kind that are as many as somebody names: "score:NAME".
struct MetricFamily {
  enum class By {
    name,   // of a metric that the suite's expectations have
    draws,  // k, from 1 to the suite's repeats
  };
  std::string_view prefix;  // of the names of all its metrics
  By by = By::name;
  MetricShape shape;  // of each; called as lists show them all

  // What follows the prefix; "" where `metric` is none of them.
  constexpr std::string_view argument(std::string_view metric) const {
    return metric.starts_with(prefix) ? metric.substr(prefix.size()) : std::string_view();
  }
};

// Reports have a column, a row or a key for each name of `metric:` in a suite.
inline constexpr std::size_t kMaxOwnMetrics = 100;

}  // namespace assay
