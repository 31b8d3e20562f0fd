#include "harness/score/bounds.h"

#include <fmt/format.h>

#include "harness/base/text.h"
#include "harness/score/arguments.h"

namespace assay {

Result<Bounds> read_bounds(const Json& arguments) {
  Bounds bounds;
  ASSAY_TRY(bounds.at_least, number_argument(arguments, "at_least"));
  ASSAY_TRY(bounds.at_most, number_argument(arguments, "at_most"));
  if (bounds.at_least && bounds.at_most && *bounds.at_least > *bounds.at_most) {
    return usage_error(fmt::format("nothing is at least {} and at most {}",
                                   format_number(*bounds.at_least),
                                   format_number(*bounds.at_most)));
  }
  return bounds;
}

Result<Bounds> require_bounds(const Json& arguments) {
  ASSAY_TRY(Bounds bounds, read_bounds(arguments));
  if (bounds.empty()) return usage_error("needs 'at_most' or 'at_least'");
  if (bounds.at_most && *bounds.at_most < 0) {
    return usage_error("never passes: nothing is at most " + format_number(*bounds.at_most));
  }
  if (!bounds.at_most && *bounds.at_least <= 0) {
    return usage_error("always passes: everything is at least " + format_number(*bounds.at_least));
  }
  return bounds;
}

Result<Bounds> require_count(const Json& arguments) {
  ASSAY_TRY(const std::optional<double> equals, number_argument(arguments, "equals"));
  ASSAY_TRY(const Bounds given, read_bounds(arguments));
  if (equals && !given.empty()) return usage_error("'equals' excludes 'at_least' and 'at_most'");
  if (equals) return Bounds{equals, equals};
  if (given.empty()) return usage_error("needs 'equals', 'at_least' or 'at_most'");
  return require_bounds(arguments);
}

Judgement judge_bounds(const Bounds& bounds, double value, std::string_view unit) {
  if (bounds.hold(value)) return Judgement::pass();
  const bool above = bounds.at_most && value > *bounds.at_most;
  const double limit = above ? *bounds.at_most : *bounds.at_least;
  const std::string space = unit.empty() ? "" : " ";
  return Judgement::fail(fmt::format("{}{}{} is {} than {}{}{}", format_number(value), space, unit,
                                     above ? "more" : "less", format_number(limit), space, unit));
}

}  // namespace assay
