// A comparison as JSON: in report.json, and what `assay compare --json` prints.
#pragma once

#include "harness/report/comparison.h"
#include "reporters/json_writer.h"

namespace assay {

// An object of docs/report-fields.md, "comparisons[]".
void write_comparison(const Comparison& comparison, JsonWriter& json);

}  // namespace assay
