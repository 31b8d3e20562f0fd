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
                                                          std::string_view body);
tl::expected<Reply, Failure> decode_openai_body(std::string_view body);
void on_openai_event(const SseEvent& event, StreamState& state);

}  // namespace assay
