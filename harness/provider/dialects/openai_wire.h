// The OpenAI shape, which more than one dialect speaks. Inside provider/.
#pragma once

#include <string>
#include <string_view>

#include "harness/provider/dialect.h"
#include "harness/provider/wire_json.h"

namespace assay {

// PreparedRequest of a chat completion; `model_field` is "model" or "model_id".
Result<PreparedRequest> prepare_openai(const Provider& provider, const Dialect& dialect,
                                       std::string_view model_field, std::string_view model_id,
                                       const Params& params);
void append_openai_body(const PreparedRequest& request, const Messages& messages,
                        std::string& body);

// A chat.completion document that has no error; nothing when it has no choices.
std::optional<tl::expected<Reply, Failure>> decode_openai(const WireValue& root,
                                                          std::string_view body,
                                                          StreamState& state);
tl::expected<Reply, Failure> decode_openai_body(std::string_view body, StreamState& state);
void on_openai_event(const SseEvent& event, StreamState& state);

// A tool call, or the piece of one that a stream brings: {id, index, function: {name, arguments}},
// or flat.
void take_tool_call(const WireValue& fragment, StreamState& state);

// What a body or a chunk says of tokens and money; `text` is its JSON.
void take_openai_usage(const WireValue& root, const WireValue& choice, std::string_view text,
                       Reply& reply);
// Names the fields of the root and of its usage that nobody reads.
void note_unread_openai(const WireValue& root, Reply& reply);

}  // namespace assay
