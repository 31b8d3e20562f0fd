// Chat completions (docs/protocols.md), written straight into text: this is the path
// that load tests run.
#include <fmt/format.h>

#include <iterator>

#include "harness/base/json.h"
#include "harness/simulate/reply/respond.h"

namespace assay {
namespace {

// Replies carry no wall-clock time, so that the same file gives the same bytes.
constexpr int kCreated = 1'700'000'000;
constexpr std::string_view kFingerprint = "fp_simulated";

std::string_view finish_reason(const SimulatedReply& reply) {
  if (!reply.finish_reason.empty()) return reply.finish_reason;
  switch (reply.finish) {
    case SimulatedFinish::length:
      return "length";
    case SimulatedFinish::tool_calls:
      return "tool_calls";
    case SimulatedFinish::stop:
    case SimulatedFinish::stop_sequence:
    case SimulatedFinish::refusal:
      return "stop";
  }
  return "stop";
}

void append_usage(std::string& out, const SimulatedReply& reply) {
  fmt::format_to(std::back_inserter(out),
                 R"({{"prompt_tokens":{},"completion_tokens":{},"total_tokens":{},)"
                 R"("prompt_tokens_details":{{"cached_tokens":0,"cache_write_tokens":0}},)"
                 R"("completion_tokens_details":{{"reasoning_tokens":{}}}}})",
                 reply.input_tokens, reply.output_tokens(),
                 reply.input_tokens + reply.output_tokens(), reply.reasoning_tokens);
}

// What stands before the first choice, in a body or a chunk.
std::string envelope_start(std::string_view object, const SimulatedReply& reply,
                           const SimulatedModel& model) {
  std::string out = fmt::format(
      R"({{"id":"chatcmpl-{}","object":"{}","created":{},"system_fingerprint":"{}","model":)",
      reply.id, object, kCreated, kFingerprint);
  append_json_string(out, simulated_model_name(model.id));
  if (!reply.service_tier.empty()) {
    out += R"(,"service_tier":)";
    append_json_string(out, reply.service_tier);
  }
  return out += R"(,"choices":[)";
}

void append_content(std::string& out, const SimulatedModel& model, std::string_view text) {
  if (model.content_style == ContentStyle::text) return append_json_string(out, text);
  out += R"([{"type":"text","text":)";
  append_json_string(out, text);
  out += "}]";
}

// Reasoning in front of the answer, for servers that leave it there.
std::string inline_reasoning(const SimulatedReply& reply, const SimulatedModel& model) {
  if (reply.reasoning.empty()) return {};
  std::string text = model.reasoning_style == ReasoningStyle::think ? "<think>\n" : "";
  text += reply.reasoning;
  const bool cut_short = reply.finish == SimulatedFinish::length && reply.answer.empty() &&
                         reply.refusal.empty() && reply.tool_calls.empty();
  if (!cut_short) text += "\n</think>\n\n";
  return text;
}

bool is_inline(const SimulatedModel& model) {
  return model.reasoning_style == ReasoningStyle::think ||
         model.reasoning_style == ReasoningStyle::think_unopened;
}

std::string_view reasoning_field(const SimulatedModel& model) {
  return model.reasoning_style == ReasoningStyle::reasoning ? "reasoning" : "reasoning_content";
}

void append_call(std::string& out, const ToolCall& call) {
  out += R"("id":)";
  append_json_string(out, call.id);
  out += R"(,"type":"function","function":{"name":)";
  append_json_string(out, call.name);
  out += R"(,"arguments":)";
  append_json_string(out, call.arguments);
  out += '}';
}

std::string openai_body(const SimulatedReply& reply, const SimulatedModel& model) {
  std::string out = envelope_start("chat.completion", reply, model);
  out += R"({"index":0,"message":{"role":"assistant","content":)";
  const std::string content =
      is_inline(model) ? inline_reasoning(reply, model) + reply.answer : reply.answer;
  const bool has_content = !content.empty() || (reply.refusal.empty() && reply.tool_calls.empty());
  if (has_content) {
    append_content(out, model, content);
  } else {
    out += "null";
  }
  out += R"(,"refusal":)";
  if (reply.refusal.empty()) {
    out += "null";
  } else {
    append_json_string(out, reply.refusal);
  }
  if (!reply.reasoning.empty() && !is_inline(model)) {
    out += fmt::format(R"(,"{}":)", reasoning_field(model));
    append_json_string(out, reply.reasoning);
  }
  for (std::size_t i = 0; i < reply.tool_calls.size(); ++i) {
    out += i == 0 ? R"(,"tool_calls":[{)" : ",{";
    append_call(out, reply.tool_calls[i]);
    out += i + 1 == reply.tool_calls.size() ? "}]" : "}";
  }
  out += R"(},"logprobs":null,"finish_reason":)";
  append_json_string(out, finish_reason(reply));
  out += "}]";
  if (model.usage != UsageStyle::never) {
    out += R"(,"usage":)";
    append_usage(out, reply);
  }
  return out += '}';
}

// Writes the chunks of one stream.
class ChunkWriter {
 public:
  ChunkWriter(const SimulatedReply& reply, const SimulatedModel& model,
              const ServedRequest& request)
      : reply_(reply),
        model_(model),
        clock_(reply),
        start_("data: " + envelope_start("chat.completion.chunk", reply, model)),
        says_usage_(model.usage == UsageStyle::always ||
                    (model.usage == UsageStyle::asked && request.include_usage)) {}

  std::vector<TimedText> write() {
    chunk(R"("role":"assistant","content":"")", {});
    reasoning();
    answering_ = true;
    answer();
    calls();
    answering_ = false;
    chunk("", finish_reason(reply_));
    if (says_usage_) usage_chunk();
    events_.push_back({clock_.now(), "data: [DONE]\n\n"});
    return std::move(events_);
  }

 private:
  void chunk(std::string_view delta, std::string_view finish) {
    std::string event = start_;
    event += R"({"index":0,"delta":{)";
    event += delta;
    event += R"(},"logprobs":null,"finish_reason":)";
    if (finish.empty()) {
      event += "null";
    } else {
      append_json_string(event, finish);
    }
    event += says_usage_ ? "}],\"usage\":null}\n\n" : "}]}\n\n";
    events_.push_back({clock_.now(), std::move(event), answering_});
  }

  void field(std::string_view name, std::string_view text) {
    for (const std::string_view piece : split_deltas(text)) {
      std::string delta = fmt::format("\"{}\":", name);
      if (name == "content") {
        append_content(delta, model_, piece);
      } else {
        append_json_string(delta, piece);
      }
      chunk(delta, {});
      clock_.spend(piece);
    }
  }

  void reasoning() {
    if (is_inline(model_)) {
      field("content", inline_reasoning(reply_, model_));
    } else {
      field(reasoning_field(model_), reply_.reasoning);
    }
  }

  void answer() {
    field("content", reply_.answer);
    field("refusal", reply_.refusal);
  }

  void calls() {
    for (std::size_t i = 0; i < reply_.tool_calls.size(); ++i) {
      ToolCall opening = reply_.tool_calls[i];
      opening.arguments.clear();
      std::string delta = fmt::format(R"("tool_calls":[{{"index":{},)", i);
      append_call(delta, opening);
      chunk(delta + "}]", {});
      for (const std::string_view piece : split_deltas(reply_.tool_calls[i].arguments)) {
        delta = fmt::format(R"("tool_calls":[{{"index":{},"function":{{"arguments":)", i);
        append_json_string(delta, piece);
        chunk(delta + "}}]", {});
        clock_.spend(piece);
      }
    }
  }

  void usage_chunk() {
    std::string event = start_ + R"(],"usage":)";
    append_usage(event, reply_);
    events_.push_back({clock_.now(), event + "}\n\n"});
  }

  const SimulatedReply& reply_;
  const SimulatedModel& model_;
  DeltaClock clock_;
  std::string start_;
  bool says_usage_;
  bool answering_ = false;
  std::vector<TimedText> events_;
};

}  // namespace

ServedResponse respond_openai(const SimulatedReply& reply, const SimulatedModel& model,
                              const ServedRequest& request) {
  ServedResponse response;
  response.headers.push_back({"x-request-id", "req_" + reply.id});
  response.is_reply = true;
  if (request.stream) {
    response.content_type = "text/event-stream";
    response.event_stream = true;
    response.body = ChunkWriter(reply, model, request).write();
  } else {
    const Nanoseconds at = reply.first_token + reply.per_token * reply.output_tokens();
    response.body.push_back({at, openai_body(reply, model)});
  }
  return response;
}

}  // namespace assay
