#include "harness/report/gate/gate_errors.h"

#include <fmt/format.h>

#include "harness/base/text.h"

namespace assay {

void limit_errors(const Report& report, const Gate& gate, const std::vector<ErrorCount>& counts,
                  GateResult& result) {
  const bool is_decided =
      result.outcome == GateOutcome::pass || result.outcome == GateOutcome::fail;
  if (!is_decided || result.fails_regardless || gate.metric == "error_rate") return;
  const double most =
      gate.max_error_rate.value_or(report.run.max_error_rate.value_or(kMaxErrorRate));
  for (const ErrorCount& of : counts) {
    const double rate =
        of.cells == 0 ? 0 : static_cast<double>(of.errors) / static_cast<double>(of.cells);
    if (rate <= most) continue;
    result.reason = fmt::format(
        "{} without {} of {} cells of {}, which are errors ({}%, max_error_rate is {}%): ask them "
        "again",
        to_string(result.outcome), of.errors, of.cells, of.variant, format_fixed(100 * rate, 1),
        format_number(100 * most));
    result.outcome = GateOutcome::inconclusive;
    return;
  }
}

}  // namespace assay
