// Gemini's generateContent (docs/protocols.md, "Gemini").
#include <fmt/format.h>

#include "harness/base/json.h"
#include "harness/simulate/reply/respond.h"

namespace assay {
namespace {

constexpr std::string_view kCallSignature = "c2ltdWxhdGVk";  // base64 of "simulated"

bool has_thought_parts(const SimulatedModel& model) {
  return model.reasoning_style != ReasoningStyle::think &&
         model.reasoning_style != ReasoningStyle::think_unopened;
}

// Text as models of servers without a reasoning parser send it.
std::string answer_text(const SimulatedReply& reply, const SimulatedModel& model) {
  if (reply.reasoning.empty() || has_thought_parts(model)) return reply.answer;
  const char* const opening = model.reasoning_style == ReasoningStyle::think ? "<think>\n" : "";
  return opening + reply.reasoning + "\n</think>\n\n" + reply.answer;
}

// A call whose arguments are no object is none in this format: what the model wrote is malformed.
struct WrittenCalls {
  Json parts = Json::array();
  bool malformed = false;
};

WrittenCalls write_calls(const SimulatedReply& reply) {
  WrittenCalls written;
  for (const ToolCall& call : reply.tool_calls) {
    const Result<Json> arguments = parse_json(call.arguments);
    if (!arguments || !arguments->is_object()) {
      written.malformed = true;
      continue;
    }
    Json part = {{"functionCall", {{"id", call.id}, {"name", call.name}, {"args", *arguments}}}};
    if (written.parts.empty()) part["thoughtSignature"] = kCallSignature;
    written.parts.push_back(std::move(part));
  }
  return written;
}

std::string_view finish_reason_of(const SimulatedReply& reply, const WrittenCalls& calls) {
  if (!reply.finish_reason.empty()) return reply.finish_reason;
  if (reply.finish == SimulatedFinish::length) return "MAX_TOKENS";
  return calls.malformed ? "MALFORMED_FUNCTION_CALL" : "STOP";
}

Json usage_metadata(const SimulatedReply& reply) {
  return {{"promptTokenCount", reply.input_tokens},
          {"cachedContentTokenCount", 0},
          {"candidatesTokenCount", reply.answer_tokens},
          {"thoughtsTokenCount", reply.reasoning_tokens},
          {"totalTokenCount", reply.input_tokens + reply.output_tokens()}};
}

Json envelope(const SimulatedReply& reply, const SimulatedModel& model) {
  return {{"modelVersion", simulated_model_name(model.id)}, {"responseId", reply.id}};
}

Json candidate_of(Json parts) {
  return {{"content", {{"role", "model"}, {"parts", std::move(parts)}}}, {"index", 0}};
}

// The API has no channel for a model that declines: it blocks the prompt.
Json blocked(const SimulatedReply& reply, const SimulatedModel& model) {
  Json root = envelope(reply, model);
  root["promptFeedback"] = {{"blockReason", "PROHIBITED_CONTENT"},
                            {"blockReasonMessage", reply.refusal}};
  if (model.usage != UsageStyle::never) {
    root["usageMetadata"] = {{"promptTokenCount", reply.input_tokens},
                             {"totalTokenCount", reply.input_tokens}};
  }
  return root;
}

Json whole_reply(const SimulatedReply& reply, const SimulatedModel& model) {
  if (!reply.refusal.empty()) return blocked(reply, model);
  const WrittenCalls calls = write_calls(reply);
  Json parts = Json::array();
  if (!reply.reasoning.empty() && has_thought_parts(model))
    parts.push_back({{"text", reply.reasoning}, {"thought", true}});
  const std::string text = answer_text(reply, model);
  if (!text.empty()) parts.push_back({{"text", text}});
  for (const Json& call : calls.parts) parts.push_back(call);
  Json candidate = candidate_of(std::move(parts));
  candidate["finishReason"] = finish_reason_of(reply, calls);
  Json root = envelope(reply, model);
  root["candidates"] = Json::array({std::move(candidate)});
  if (model.usage != UsageStyle::never) root["usageMetadata"] = usage_metadata(reply);
  return root;
}

// Writes the pieces of one stream; the last has the finish reason and the usage.
class PieceWriter {
 public:
  PieceWriter(const SimulatedReply& reply, const SimulatedModel& model)
      : reply_(reply), model_(model), clock_(reply) {}

  std::vector<TimedText> write() {
    if (!reply_.refusal.empty()) {
      event(blocked(reply_, model_), false);
      return std::move(events_);
    }
    if (has_thought_parts(model_)) texts(reply_.reasoning, true, reply_.reasoning.size());
    const std::string text = answer_text(reply_, model_);
    texts(text, false, text.size() - reply_.answer.size());
    const WrittenCalls calls = write_calls(reply_);
    for (const Json& call : calls.parts) {
      piece(candidate_of(Json::array({call})), true);
      clock_.spend(call["functionCall"]["args"].dump());
    }
    Json last = candidate_of(Json::array({Json{{"text", ""}}}));
    last["finishReason"] = finish_reason_of(reply_, calls);
    piece(std::move(last), false);
    return std::move(events_);
  }

 private:
  // `text` from byte `answer_at` on is answer.
  void texts(std::string_view text, bool is_thought, std::size_t answer_at) {
    std::size_t end = 0;
    for (const std::string_view delta : split_deltas(text)) {
      end += delta.size();
      Json part = {{"text", delta}};
      if (is_thought) part["thought"] = true;
      piece(candidate_of(Json::array({std::move(part)})), end > answer_at);
      clock_.spend(delta);
    }
  }

  void piece(Json candidate, bool has_answer) {
    const bool is_last = candidate.contains("finishReason");
    Json root = envelope(reply_, model_);
    root["candidates"] = Json::array({std::move(candidate)});
    if (is_last && model_.usage != UsageStyle::never)
      root["usageMetadata"] = usage_metadata(reply_);
    event(root, has_answer);
  }

  void event(const Json& root, bool has_answer) {
    events_.push_back({clock_.now(), "data: " + dump_json(root) + "\r\n\r\n", has_answer});
  }

  const SimulatedReply& reply_;
  const SimulatedModel& model_;
  DeltaClock clock_;
  std::vector<TimedText> events_;
};

}  // namespace

ServedResponse respond_gemini(const SimulatedReply& reply, const SimulatedModel& model,
                              const ServedRequest& request) {
  ServedResponse response;
  response.is_reply = true;
  if (request.stream) {
    response.content_type = "text/event-stream";
    response.event_stream = true;
    response.body = PieceWriter(reply, model).write();
  } else {
    const Nanoseconds at = reply.first_token + reply.per_token * reply.output_tokens();
    response.body.push_back({at, dump_json(whole_reply(reply, model))});
  }
  return response;
}

std::string gemini_model_list(const std::vector<std::string>& ids) {
  Json models = Json::array();
  for (const std::string& id : ids) {
    models.push_back({{"name", "models/" + id},
                      {"displayName", simulated_model_name(id)},
                      {"supportedGenerationMethods",
                       Json::array({"generateContent", "streamGenerateContent", "countTokens"})}});
  }
  return dump_json({{"models", models}});
}

}  // namespace assay
