// Messages (docs/protocols.md, "Anthropic messages").
#include <fmt/format.h>

#include "harness/base/json.h"
#include "harness/simulate/reply/respond.h"

namespace assay {
namespace {

constexpr std::string_view kSignature = "c2ltdWxhdGVk";  // base64 of "simulated"

std::string stop_reason(const SimulatedReply& reply) {
  if (!reply.finish_reason.empty()) return reply.finish_reason;
  switch (reply.finish) {
    case SimulatedFinish::stop:
      return "end_turn";
    case SimulatedFinish::stop_sequence:
      return "stop_sequence";
    case SimulatedFinish::length:
      return "max_tokens";
    case SimulatedFinish::tool_calls:
      return "tool_use";
    case SimulatedFinish::refusal:
      return "refusal";
  }
  return "end_turn";
}

Json stop_sequence(const SimulatedReply& reply) {
  return reply.finish == SimulatedFinish::stop_sequence ? Json(reply.stop_sequence) : Json();
}

// `output_tokens` so far: a stream's first event names only a few.
Json usage_of(const SimulatedReply& reply, std::int64_t output_tokens) {
  return {{"input_tokens", reply.input_tokens},
          {"cache_creation_input_tokens", 0},
          {"cache_read_input_tokens", 0},
          {"output_tokens", output_tokens},
          {"output_tokens_details", {{"thinking_tokens", reply.reasoning_tokens}}},
          {"service_tier", reply.service_tier.empty() ? "standard" : reply.service_tier}};
}

Json message_of(const SimulatedReply& reply, const SimulatedModel& model) {
  return {{"id", "msg_" + reply.id},  {"type", "message"},
          {"role", "assistant"},      {"model", simulated_model_name(model.id)},
          {"content", Json::array()}, {"stop_reason", nullptr},
          {"stop_sequence", nullptr}, {"usage", usage_of(reply, 1)}};
}

// Text as models of servers without a reasoning parser send it.
std::string text_of(const SimulatedReply& reply, const SimulatedModel& model) {
  const std::string& answer = reply.refusal.empty() ? reply.answer : reply.refusal;
  if (reply.reasoning.empty()) return answer;
  if (model.reasoning_style == ReasoningStyle::think) {
    return "<think>\n" + reply.reasoning + "\n</think>\n\n" + answer;
  }
  if (model.reasoning_style == ReasoningStyle::think_unopened) {
    return reply.reasoning + "\n</think>\n\n" + answer;
  }
  return answer;
}

bool has_thinking_block(const SimulatedReply& reply, const SimulatedModel& model) {
  return !reply.reasoning.empty() && model.reasoning_style != ReasoningStyle::think &&
         model.reasoning_style != ReasoningStyle::think_unopened;
}

// Arguments that are no JSON object cannot stand in a block; a stream sends them
// as they are.
Json input_of(const ToolCall& call) {
  Result<Json> input = parse_json(call.arguments);
  return input && input->is_object() ? std::move(*input) : Json::object();
}

std::string anthropic_body(const SimulatedReply& reply, const SimulatedModel& model) {
  Json message = message_of(reply, model);
  Json& content = message["content"];
  if (has_thinking_block(reply, model)) {
    content.push_back(
        {{"type", "thinking"}, {"thinking", reply.reasoning}, {"signature", kSignature}});
  }
  const std::string text = text_of(reply, model);
  if (!text.empty()) content.push_back({{"type", "text"}, {"text", text}});
  for (const ToolCall& call : reply.tool_calls) {
    content.push_back(
        {{"type", "tool_use"}, {"id", call.id}, {"name", call.name}, {"input", input_of(call)}});
  }
  message["stop_reason"] = stop_reason(reply);
  message["stop_sequence"] = stop_sequence(reply);
  message["usage"] = usage_of(reply, reply.output_tokens());
  return dump_json(message);
}

// Writes the events of one stream in the order that the API promises.
class EventWriter {
 public:
  EventWriter(const SimulatedReply& reply, const SimulatedModel& model)
      : reply_(reply), model_(model), clock_(reply) {}

  std::vector<TimedText> write() {
    event({{"type", "message_start"}, {"message", message_of(reply_, model_)}});
    event({{"type", "ping"}});
    thinking();
    text();
    for (const ToolCall& call : reply_.tool_calls) tool_use(call);
    event({{"type", "message_delta"},
           {"delta",
            {{"stop_reason", stop_reason(reply_)}, {"stop_sequence", stop_sequence(reply_)}}},
           {"usage", usage_of(reply_, reply_.output_tokens())}});
    event({{"type", "message_stop"}});
    return std::move(events_);
  }

 private:
  void event(const Json& data, bool has_answer = false) {
    events_.push_back({clock_.now(),
                       fmt::format("event: {}\ndata: {}\n\n",
                                   data["type"].get_ref<const std::string&>(), dump_json(data)),
                       has_answer});
  }

  void open_block(const Json& block, bool has_answer = false) {
    event({{"type", "content_block_start"}, {"index", index_}, {"content_block", block}},
          has_answer);
  }

  void delta(const Json& delta, bool has_answer = false) {
    event({{"type", "content_block_delta"}, {"index", index_}, {"delta", delta}}, has_answer);
  }

  // `text` from byte `answer_at` on is answer.
  void deltas(const char* type, const char* field, std::string_view text, std::size_t answer_at) {
    std::size_t end = 0;
    for (const std::string_view piece : split_deltas(text)) {
      end += piece.size();
      delta({{"type", type}, {field, piece}}, end > answer_at);
      clock_.spend(piece);
    }
  }

  void close_block() { event({{"type", "content_block_stop"}, {"index", index_++}}); }

  void thinking() {
    if (!has_thinking_block(reply_, model_)) return;
    open_block({{"type", "thinking"}, {"thinking", ""}, {"signature", ""}});
    deltas("thinking_delta", "thinking", reply_.reasoning, reply_.reasoning.size());
    delta({{"type", "signature_delta"}, {"signature", kSignature}});
    close_block();
  }

  void text() {
    const std::string whole = text_of(reply_, model_);
    if (whole.empty()) return;
    open_block({{"type", "text"}, {"text", ""}});
    const std::string& answer = reply_.refusal.empty() ? reply_.answer : reply_.refusal;
    deltas("text_delta", "text", whole, whole.size() - answer.size());
    close_block();
  }

  void tool_use(const ToolCall& call) {
    open_block(
        {{"type", "tool_use"}, {"id", call.id}, {"name", call.name}, {"input", Json::object()}},
        true);
    deltas("input_json_delta", "partial_json", call.arguments, 0);
    close_block();
  }

  const SimulatedReply& reply_;
  const SimulatedModel& model_;
  DeltaClock clock_;
  int index_ = 0;
  std::vector<TimedText> events_;
};

}  // namespace

ServedResponse respond_anthropic(const SimulatedReply& reply, const SimulatedModel& model,
                                 const ServedRequest& request) {
  ServedResponse response;
  response.headers.push_back({"request-id", "req_" + reply.id});
  response.is_reply = true;
  if (request.stream) {
    response.content_type = "text/event-stream";
    response.event_stream = true;
    response.body = EventWriter(reply, model).write();
  } else {
    const Nanoseconds at = reply.first_token + reply.per_token * reply.output_tokens();
    response.body.push_back({at, anthropic_body(reply, model)});
  }
  return response;
}

}  // namespace assay
