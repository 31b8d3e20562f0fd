// Dialogues: what was said so far, and what is said next.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/plan/plan.h"
#include "harness/provider/reply.h"
#include "harness/suite/tool_server.h"

namespace assay {

// Requests of the longest dialogue among the plan's cases; 0 where there is none.
std::size_t longest_dialogue(const Plan& plan);

// An answer as the message that goes back to the model: its text, its refusal where it has
// no text, its calls with the reasoning behind them, and what its provider wants back unread.
// Calls without an id get one, of `request` (from 0) and their place.
Message message_of(const Reply& reply, std::size_t request);

// Adds to `messages` the answer to request `request` (from 0) of the script of `asked`, and what
// is said next, if anything is, with `vars` in it (render_turn()). The text says why the dialogue
// cannot go on as it is written ("" where it can): the answer called a tool that it has no result
// of, or did not call one. Where the user is simulated nothing is added but the answer.
Result<std::string> continue_dialogue(const Case& asked, std::size_t request, Message answer,
                                      const Vars& vars, Messages& messages);

// Adds an answer that called tools, and the results of its calls, in their order.
Result<void> add_results(const Case& asked, Message answer,
                         const std::vector<const ToolResult*>& results, Messages& messages);

}  // namespace assay
