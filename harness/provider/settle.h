// The last step of every decoder: from what was collected to a Reply or a
// Failure, by the same rules for every wire format.
#pragma once

#include <optional>
#include <string_view>

#include "harness/provider/outcome.h"
#include "harness/provider/reply.h"

namespace assay {

// PROTOCOLS 5.3 rule 5, upper case too. Nothing: the reason means that the reply
// failed. An unknown reason, or none, is FinishReason::unknown.
std::optional<FinishReason> meaning_of_finish(std::string_view native);

// `reply` has everything but answer, finish_reason and estimates; `content` is
// the answer text as sent, which may have reasoning inside.
tl::expected<Reply, Failure> settle(Reply reply, std::string_view content);

}  // namespace assay
