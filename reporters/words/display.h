// How numbers read to a person: the console's and the Markdown's spelling.
// Files for programs (CSV, JSON) print every digit instead.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/money.h"
#include "harness/report/gate/exit_decision.h"
#include "harness/report/report.h"

namespace assay {

// Shown for what was not measured.
inline constexpr std::string_view kAbsent = "—";

std::string show_rate(const Estimated& rate);    // "93.0% [87.1, 96.9]"
std::string show_score(const Estimated& score);  // "93.1%"
// "312", "4.2"; "n too small" where there are times but too few for this.
std::string show_milliseconds(const Estimated& time);
std::string show_usd(std::optional<double> usd);  // usd_text()
// "0.078"; as many digits as it takes to stand on the side of 0.05 on which it is.
std::string show_p(const std::optional<double>& p);
std::string show_count(std::optional<std::int64_t> count);

// A gate's observed value or threshold in the unit of its metric.
std::string show_metric(std::string_view metric, double value);

// A number of a gate: its metric's, or a ratio ("1.10x") or signed change of it.
std::string show_in_gate(const GateResult& gate, double value);
std::string show_limit(const GateResult& gate, double limit);  // every digit of it
std::string show_observed(const GateResult& gate);

struct Badge {
  std::string_view glyph;  // never colour alone
  std::string_view word;
};
Badge badge_of(GateOutcome outcome);
Badge badge_of(ExitClass exit);

}  // namespace assay
