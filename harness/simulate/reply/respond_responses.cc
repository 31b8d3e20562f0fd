// Responses (docs/protocols.md): items, and the typed events that build them.
#include <fmt/format.h>

#include <utility>

#include "harness/base/json.h"
#include "harness/simulate/reply/respond.h"

namespace assay {
namespace {

constexpr std::string_view kEncrypted = "c2ltdWxhdGVk";  // base64 of "simulated"
// Replies carry no wall-clock time, so that the same file gives the same bytes.
constexpr int kCreatedAt = 1'700'000'000;

bool leaves_reasoning_in_text(const SimulatedModel& model) {
  return model.reasoning_style == ReasoningStyle::think ||
         model.reasoning_style == ReasoningStyle::think_unopened;
}

// Text as models of servers without a reasoning parser send it.
std::string output_text(const SimulatedReply& reply, const SimulatedModel& model) {
  if (reply.reasoning.empty() || !leaves_reasoning_in_text(model)) return reply.answer;
  std::string text = model.reasoning_style == ReasoningStyle::think ? "<think>\n" : "";
  text += reply.reasoning;
  const bool cut_short = reply.finish == SimulatedFinish::length && reply.answer.empty();
  if (!cut_short) text += "\n</think>\n\n";
  return text + reply.answer;
}

// Why the reply is incomplete; empty: it is complete.
std::string incomplete_reason(const SimulatedReply& reply) {
  if (reply.finish == SimulatedFinish::length) return "max_output_tokens";
  constexpr std::string_view kEnds[] = {"", "stop", "completed", "tool_calls"};
  for (const std::string_view end : kEnds) {
    if (reply.finish_reason == end) return "";
  }
  return reply.finish_reason;
}

Json response_usage(const SimulatedReply& reply) {
  return {{"input_tokens", reply.input_tokens},
          {"input_tokens_details", {{"cached_tokens", 0}, {"cache_write_tokens", 0}}},
          {"output_tokens", reply.output_tokens()},
          {"output_tokens_details", {{"reasoning_tokens", reply.reasoning_tokens}}},
          {"total_tokens", reply.input_tokens + reply.output_tokens()}};
}

Json text_part(std::string_view text) {
  return {{"type", "output_text"},
          {"text", text},
          {"annotations", Json::array()},
          {"logprobs", Json::array()}};
}

Json refusal_part(std::string_view text) {
  return {{"type", "refusal"}, {"refusal", text}};
}

// The items of one reply: whole, and as they are when they begin.
class Items {
 public:
  Items(const SimulatedReply& reply, const SimulatedModel& model, const ServedRequest& request)
      : reply_(reply), request_(request), text_(output_text(reply, model)) {
    has_reasoning = !reply.reasoning.empty() && !leaves_reasoning_in_text(model);
    has_message = !text_.empty() || !reply.refusal.empty();
  }

  bool has_reasoning = false;
  bool has_message = false;
  const std::string& text() const { return text_; }

  Json reasoning(bool whole) const {
    Json item = {{"type", "reasoning"}, {"id", "rs_" + reply_.id}, {"summary", Json::array()}};
    if (whole && request_.summarises) {
      item["summary"].push_back({{"type", "summary_text"}, {"text", reply_.reasoning}});
    } else if (whole) {
      item["content"] = Json::array({Json{{"type", "reasoning_text"}, {"text", reply_.reasoning}}});
    }
    if (whole && request_.encrypts) item["encrypted_content"] = kEncrypted;
    return item;
  }

  Json part(bool whole) const {
    if (!reply_.refusal.empty()) return refusal_part(whole ? reply_.refusal : "");
    return text_part(whole ? text_ : "");
  }

  Json message(bool whole) const {
    const bool is_cut = reply_.finish == SimulatedFinish::length;
    return {{"type", "message"},
            {"id", "msg_" + reply_.id},
            {"role", "assistant"},
            {"status", !whole   ? "in_progress"
                       : is_cut ? "incomplete"
                                : "completed"},
            {"content", whole ? Json::array({part(true)}) : Json::array()}};
  }

  Json call(std::size_t i, bool whole) const {
    const ToolCall& call = reply_.tool_calls[i];
    return {{"type", "function_call"},
            {"id", fmt::format("fc_{}{}_{}", has_reasoning ? "rs_" : "", reply_.id, i)},
            {"call_id", call.id},
            {"name", call.name},
            {"arguments", whole ? call.arguments : ""},
            {"status", whole ? "completed" : "in_progress"}};
  }

  Json all() const {
    Json output = Json::array();
    if (has_reasoning) output.push_back(reasoning(true));
    if (has_message) output.push_back(message(true));
    for (std::size_t i = 0; i < reply_.tool_calls.size(); ++i) output.push_back(call(i, true));
    return output;
  }

 private:
  const SimulatedReply& reply_;
  const ServedRequest& request_;
  std::string text_;
};

// A response that has begun.
Json begun_response(const SimulatedReply& reply, const SimulatedModel& model,
                    const ServedRequest& request) {
  return {{"id", "resp_" + reply.id},
          {"object", "response"},
          {"created_at", kCreatedAt},
          {"status", "in_progress"},
          {"error", nullptr},
          {"incomplete_details", nullptr},
          {"instructions", nullptr},
          {"metadata", Json::object()},
          {"model", simulated_model_name(model.id)},
          {"output", Json::array()},
          {"parallel_tool_calls", true},
          {"service_tier", "default"},
          {"store", !request.kept.empty()},
          {"tool_choice", "auto"},
          {"tools", Json::array()},
          {"usage", nullptr}};
}

Json whole_response(const SimulatedReply& reply, const SimulatedModel& model,
                    const ServedRequest& request, const Items& items) {
  Json response = begun_response(reply, model, request);
  const std::string reason = incomplete_reason(reply);
  response["status"] = reason.empty() ? "completed" : "incomplete";
  if (!reason.empty()) response["incomplete_details"] = {{"reason", reason}};
  response["output"] = items.all();
  if (model.usage != UsageStyle::never) response["usage"] = response_usage(reply);
  return response;
}

// Writes the events of one stream in the order that the API promises.
class ResponseEvents {
 public:
  ResponseEvents(const SimulatedReply& reply, const SimulatedModel& model, const Items& items,
                 const ServedRequest& request)
      : reply_(reply), model_(model), items_(items), request_(request), clock_(reply) {}

  std::vector<TimedText> write() {
    const Json begun = begun_response(reply_, model_, request_);
    event("response.created", {{"response", begun}});
    event("response.in_progress", {{"response", begun}});
    if (items_.has_reasoning) reasoning();
    if (items_.has_message) message();
    for (std::size_t i = 0; i < reply_.tool_calls.size(); ++i) call(i);
    const Json whole = whole_response(reply_, model_, request_, items_);
    event("response." + whole["status"].get<std::string>(), {{"response", whole}});
    return std::move(events_);
  }

 private:
  void event(std::string_view type, Json data, bool has_answer = false) {
    data["type"] = type;
    data["sequence_number"] = events_.size();
    events_.push_back(
        {clock_.now(), fmt::format("event: {}\ndata: {}\n\n", type, dump_json(data)), has_answer});
  }

  // An event of the item that is being written.
  void item_event(std::string_view type, const std::string& id, Json data,
                  bool has_answer = false) {
    data["item_id"] = id;
    data["output_index"] = index_;
    event(type, std::move(data), has_answer);
  }

  void begin_item(const Json& item, bool has_answer = false) {
    event("response.output_item.added", {{"output_index", index_}, {"item", item}}, has_answer);
  }
  void end_item(const Json& item) {
    event("response.output_item.done", {{"output_index", index_++}, {"item", item}});
  }

  // Bytes of `text` from `answer_at` on are answer.
  void deltas(std::string_view type, const std::string& id, const char* place,
              std::string_view text, std::size_t answer_at) {
    std::size_t end = 0;
    for (const std::string_view piece : split_deltas(text)) {
      end += piece.size();
      Json data = {{"delta", piece}};
      if (place != nullptr) data[place] = 0;
      item_event(type, id, std::move(data), end > answer_at);
      clock_.spend(piece);
    }
  }

  void reasoning() {
    begin_item(items_.reasoning(false));
    if (request_.summarises) {
      summary();
    } else {
      thought();
    }
    end_item(items_.reasoning(true));
  }

  void summary() {
    const std::string id = "rs_" + reply_.id;
    const std::string& text = reply_.reasoning;
    const auto part = [](std::string_view said) {
      return Json{{"summary_index", 0}, {"part", {{"type", "summary_text"}, {"text", said}}}};
    };
    item_event("response.reasoning_summary_part.added", id, part(""));
    deltas("response.reasoning_summary_text.delta", id, "summary_index", text, text.size());
    item_event("response.reasoning_summary_text.done", id, {{"summary_index", 0}, {"text", text}});
    item_event("response.reasoning_summary_part.done", id, part(text));
  }

  void thought() {
    const std::string id = "rs_" + reply_.id;
    const std::string& text = reply_.reasoning;
    const auto part = [](std::string_view said) {
      return Json{{"content_index", 0}, {"part", {{"type", "reasoning_text"}, {"text", said}}}};
    };
    item_event("response.content_part.added", id, part(""));
    deltas("response.reasoning_text.delta", id, "content_index", text, text.size());
    item_event("response.reasoning_text.done", id, {{"content_index", 0}, {"text", text}});
    item_event("response.content_part.done", id, part(text));
  }

  void message() {
    const std::string id = "msg_" + reply_.id;
    const bool refuses = !reply_.refusal.empty();
    const std::string& text = refuses ? reply_.refusal : items_.text();
    const std::string kind = refuses ? "response.refusal" : "response.output_text";
    begin_item(items_.message(false));
    item_event("response.content_part.added", id,
               {{"content_index", 0}, {"part", items_.part(false)}});
    deltas(kind + ".delta", id, "content_index", text,
           refuses ? 0 : text.size() - reply_.answer.size());
    item_event(kind + ".done", id, {{"content_index", 0}, {refuses ? "refusal" : "text", text}});
    item_event("response.content_part.done", id,
               {{"content_index", 0}, {"part", items_.part(true)}});
    end_item(items_.message(true));
  }

  void call(std::size_t i) {
    const Json begun = items_.call(i, false);
    const std::string id = begun["id"].get<std::string>();
    begin_item(begun, true);
    deltas("response.function_call_arguments.delta", id, nullptr, reply_.tool_calls[i].arguments,
           0);
    item_event(
        "response.function_call_arguments.done", id,
        {{"name", reply_.tool_calls[i].name}, {"arguments", reply_.tool_calls[i].arguments}});
    end_item(items_.call(i, true));
  }

  const SimulatedReply& reply_;
  const SimulatedModel& model_;
  const Items& items_;
  const ServedRequest& request_;
  DeltaClock clock_;
  int index_ = 0;
  std::vector<TimedText> events_;
};

}  // namespace

std::string kept_items(const SimulatedReply& reply, const SimulatedModel& model,
                       const ServedRequest& request) {
  const Items items(reply, model, request);
  Json said = Json::parse(request.kept);
  if (items.has_message) said.push_back(items.message(true));
  for (std::size_t i = 0; i < reply.tool_calls.size(); ++i) said.push_back(items.call(i, true));
  for (Json& item : said) item.erase("id");
  return dump_json(said);
}

ServedResponse respond_responses(const SimulatedReply& reply, const SimulatedModel& model,
                                 const ServedRequest& request) {
  ServedResponse response;
  response.headers.push_back({"x-request-id", "req_" + reply.id});
  response.is_reply = true;
  const Items items(reply, model, request);
  if (request.stream) {
    response.content_type = "text/event-stream";
    response.event_stream = true;
    response.body = ResponseEvents(reply, model, items, request).write();
  } else {
    const Nanoseconds at = reply.first_token + reply.per_token * reply.output_tokens();
    response.body.push_back({at, dump_json(whole_response(reply, model, request, items))});
  }
  return response;
}

}  // namespace assay
