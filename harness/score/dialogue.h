// A dialogue as far as it came: what expectations at its turns look at.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/provider/outcome.h"
#include "harness/provider/request.h"
#include "harness/suite/vars.h"

namespace assay {

struct DialogueAnswer {
  Reply reply;
  Timings timings;
  std::optional<Money> cost;
};

struct Dialogue {
  std::vector<DialogueAnswer> answers;  // of its requests, in order
  Messages messages;  // all that was said, the last answer too, and what was said to it
  // Why it could not go on as it is written; "": it came to its end, or may go on.
  std::string left;
  bool is_unable = false;   // `left` is no fail: it cannot be said whether it could go on
  std::size_t opening = 0;  // messages before its first answer
  Vars vars = {};           // of what users say: the case's, and answers (Turn::answer_as)
  bool forgets = false;     // a turn is asked without those before it (Case::forgets)
};

// All that was said before answer `answer` (from 0). It is there.
Messages said_before(const Dialogue& dialogue, std::size_t answer);
// What it was given to: the same, but where the dialogue forgets the system messages and its own
// turn alone.
Messages asked_before(const Dialogue& dialogue, std::size_t answer);
// What the next request is asked with, of all that was said.
Messages asked_next(const Dialogue& dialogue);
// All that was said up to that answer, but for system messages: "user: ...", "assistant: ..."
// and "tool: ...", each from the beginning of a line, and "assistant calls NAME: ARGUMENTS".
std::string transcript_of(const Dialogue& dialogue, std::size_t answer);

// The calls of the answers from `first` to `last`, both among them, in their order.
std::vector<ToolCall> calls_between(const Dialogue& dialogue, std::size_t first, std::size_t last);

}  // namespace assay
