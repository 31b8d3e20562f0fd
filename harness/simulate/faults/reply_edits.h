// Replies that are right but for what a fault changes in their JSON.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/simulate/models_file/server_fault.h"
#include "harness/simulate/reply/respond.h"

namespace assay {

// Makes each edit in the body, or in the data of every event, that has
// something at its pointer; the rest stays as it is.
void edit_reply(const std::vector<ReplyEdit>& edits, ServedResponse& response);

// Puts a member that is `depth` arrays deep first in the body, or in the data
// of the first event.
void add_deep_json(std::int64_t depth, ServedResponse& response);

}  // namespace assay
