// What a program answers: text, or an object (docs/programs.md). Inside provider/.
#pragma once

#include <string_view>

#include "harness/provider/dialect.h"

namespace assay {

// A text, or an object with `output` or `error`, told apart by its first character.
tl::expected<Reply, Failure> decode_program_reply(std::string_view body, StreamState& state);
// All of it is the answer.
tl::expected<Reply, Failure> decode_program_text(std::string_view body, StreamState& state);

}  // namespace assay
