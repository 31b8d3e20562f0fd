// A judge of report.json, and what was learnt of it.
#pragma once

#include "harness/report/report.h"
#include "reporters/json_writer.h"

namespace assay {

void write_judge(const JudgeSummary& judge, JsonWriter& json);

}  // namespace assay
