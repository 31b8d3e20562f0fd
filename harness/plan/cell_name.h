// What a cell is called where its question leaves assay and its answer comes back by another way:
// the custom_id of a batch.
#pragma once

#include <string>
#include <string_view>

#include "harness/base/cell_id.h"
#include "harness/plan/plan.h"

namespace assay {

// "assay-" and 32 hex digits, of the suite's name, the variant's id, the case's id and the repeat:
// the same whatever else the suite has, in whatever order.
std::string cell_name(const Plan& plan, const CellId& cell);
bool is_cell_name(std::string_view text);

}  // namespace assay
