// The comparison table a terminal shows; the `console` reporter without colour.
#pragma once

#include <iosfwd>

#include "harness/report/report.h"

namespace assay {

enum class Colour { no, yes };

// Verdict line, gates, the table of variants with intervals, the worst failing
// cases, warnings. At most `columns` wide where the content allows.
void write_console(const Report& report, std::ostream& out, Colour colour, int columns);

}  // namespace assay
