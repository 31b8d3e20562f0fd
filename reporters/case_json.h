// A case of report.json: its repeats in each variant, their replies, parts and turns.
#pragma once

#include <cstddef>

#include "harness/report/report.h"
#include "reporters/json_writer.h"

namespace assay {

void write_case(const Report& report, std::size_t index, JsonWriter& json);

}  // namespace assay
