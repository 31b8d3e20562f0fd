// OpenAI's Responses shape. Inside provider/.
#pragma once

#include <string>
#include <string_view>

#include "harness/provider/dialect.h"
#include "harness/provider/wire_json.h"

namespace assay {

Result<PreparedRequest> prepare_responses(const Provider& provider, std::string_view model_id,
                                          const Params& params);
// Messages as items, where they stand. A message with items of its own (Message::native) goes
// back as those, so with its encrypted reasoning; of any other the reasoning is left out, and its
// calls go without the ids that would tie them to it.
void append_responses_body(const PreparedRequest& request, const Messages& messages,
                           std::string& body);

tl::expected<Reply, Failure> decode_responses_body(std::string_view body, StreamState& state);
void on_responses_event(const SseEvent& event, StreamState& state);

// Takes what a whole item says; `index` is its place in the output, -1 where nothing follows it.
void take_response_item(const WireValue& item, std::int64_t index, StreamState& state);
// Keeps it as it came, for a later turn: encrypted reasoning goes back with all around it.
void keep_response_item(const WireValue& item, StreamState& state);
// Parts of these: reasoning that comes next is a line of its own; what a model says of its doings
// before it answers; calls of functions and of custom tools.
void begin_reasoning_line(StreamState& state);
bool is_response_commentary(const WireValue& item);
bool is_response_call(std::string_view type);
ToolCall response_call(const WireValue& item);
void take_response_call(const WireValue& item, std::int64_t index, StreamState& state);

// Names the fields of a response and of its usage that nobody reads.
void note_unread_response(const WireValue& response, Reply& reply);

}  // namespace assay
