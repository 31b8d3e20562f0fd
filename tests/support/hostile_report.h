// A Report whose every text is one and the same hostile text.
#pragma once

#include <string>

#include "harness/report/report.h"

namespace assay::testing {

// Two variants, two cases, a repeat each: a failure, an error, a pass and an
// unscored cell; a gate that passes and one that fails. `text` is in every field
// that a suite, a provider or a model fills; ids that must differ carry " 2".
Report hostile_report(const std::string& text);

}  // namespace assay::testing
