#include "harness/score/threshold.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "harness/base/text.h"
#include "harness/score/arguments.h"

namespace assay {

Result<double> read_threshold(const Json& arguments, double otherwise) {
  ASSAY_TRY(const std::optional<double> given, number_argument(arguments, "at_least"));
  const double threshold = given.value_or(otherwise);
  if (threshold > 1) return usage_error("'at_least' must be at most 1");
  if (threshold <= 0) {
    return usage_error(
        fmt::format("always passes: everything is at least {}; leave 'at_least' out "
                    "where the value alone counts",
                    format_number(threshold)));
  }
  return threshold;
}

Judgement grade(double value, double at_least, std::string_view name) {
  // Three quarters of nothing but fractions may come out as 0.7499999999999999.
  constexpr double kRounding = 1e-12;
  if (std::abs(value - at_least) < kRounding) value = at_least;
  if (value >= at_least) return Judgement::graded(value, at_least, {});
  return Judgement::graded(
      value, at_least,
      fmt::format("{} is {}, less than {}", name, format_beside(value, 3, {{at_least}}),
                  format_number(at_least)));
}

tl::unexpected<Error> nothing_to_compare(std::string_view reference) {
  return usage_error(fmt::format("the reference {} has nothing to compare", quote(reference)));
}

}  // namespace assay
