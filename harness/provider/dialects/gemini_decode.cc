// Replies of Gemini's generateContent (docs/protocols.md, "Gemini"). A body is read as a stream of
// one piece, so that both ways through have one set of rules.
#include <array>
#include <utility>

#include "harness/provider/conclude.h"
#include "harness/provider/dialects/gemini_wire.h"
#include "harness/provider/failure.h"
#include "harness/provider/quirks.h"

namespace assay {
namespace {

constexpr std::size_t kMostToolCalls = 1024;

// Fields that are read, and those that are known to say nothing assay needs.
constexpr std::array<std::string_view, 8> kRootFields = {
    "candidates", "promptFeedback", "usageMetadata", "modelVersion",
    "responseId", "createTime",     "modelStatus",   "error"};
constexpr std::array<std::string_view, 12> kCandidateFields = {
    "content",     "finishReason",      "finishMessage",
    "index",       "safetyRatings",     "citationMetadata",
    "tokenCount",  "groundingMetadata", "groundingAttributions",
    "avgLogprobs", "logprobsResult",    "urlContextMetadata"};
constexpr std::array<std::string_view, 5> kPartFields = {"text", "thought", "thoughtSignature",
                                                         "functionCall", "partMetadata"};

void refuse(StreamState& state, Failure failure) {
  if (!state.failure) state.failure = std::move(failure);
}

void take_call(const WireValue& part, StreamState& state) {
  const WireValue call = part["functionCall"];
  // Only a request that asks for it gets one in pieces.
  if (call["partialArgs"].truthy() || call["willContinue"].is_true())
    return refuse(state, bad_reply("a function call came in pieces (partialArgs), which are not "
                                   "read: leave streamFunctionCallArguments out"));
  if (state.reply.tool_calls.size() >= kMostToolCalls) return;
  std::string arguments = call["args"].as_text();  // an object; a text of some gateways
  state.reply.tool_calls.push_back({std::string(call["id"].text()),
                                    std::string(call["name"].text()),
                                    arguments.empty() ? "{}" : std::move(arguments),
                                    std::string(part["thoughtSignature"].text())});
  state.got_answer = true;
}

void take_part(const WireValue& part, StreamState& state) {
  if (part["functionCall"].is_object()) return take_call(part, state);
  const std::string_view text = part["text"].text();
  if (part["thought"].is_true()) {
    state.take_reasoning(text);
  } else {
    state.take_text(text);
  }
  note_unread(part, "parts.", kPartFields, state.reply);
}

// The one of index 0, which JSON leaves out.
WireValue candidate_in(const WireValue& root) {
  WireValue found;
  root["candidates"].for_each([&](const WireValue& candidate) {
    if (!found.is_object() && candidate["index"].integer().value_or(0) == 0) found = candidate;
  });
  return found;
}

bool has_parts(const WireValue& candidate) {
  return candidate["content"]["parts"].first().is_object();
}

// A refusal of the prompt: nothing is generated. It cannot stand beside an answer.
void take_feedback(const WireValue& feedback, const WireValue& candidate, StreamState& state) {
  const std::string_view reason = feedback["blockReason"].text();
  if (reason.empty()) return;
  Reply& reply = state.reply;
  const bool has_answer =
      has_parts(candidate) || !state.content.text().empty() || !reply.tool_calls.empty();
  if (has_answer)
    return refuse(state, bad_reply("the reply has an answer and says that its prompt was blocked "
                                   "(promptFeedback.blockReason " +
                                   std::string(reason) + ")"));
  reply.refusal = "the prompt was blocked: " + std::string(reason);
  if (const std::string_view why = feedback["blockReasonMessage"].text(); !why.empty()) {
    reply.refusal += ": ";
    reply.refusal += why;
  }
  state.take_finish("BLOCKED");
  state.prompt_was_blocked = true;
  state.saw_terminal = true;
}

// Of a generation that broke off. Elsewhere the word means anything, so it is no row of
// finish_reason.cc.
constexpr std::string_view kOther = "OTHER";

void take_finish(std::string_view reason, StreamState& state) {
  if (reason != kOther) return state.take_finish(reason);
  state.reply.native_finish_reason = reason;
  state.broke_off = true;
  Failure failure =
      make_failure(FailureKind::overloaded, true, "the generation broke off (finish reason OTHER)");
  failure.code = kOther;
  refuse(state, std::move(failure));
}

void take_candidate(const WireValue& candidate, StreamState& state) {
  if (state.prompt_was_blocked && has_parts(candidate))
    return refuse(state, bad_reply("an answer came after its prompt was blocked"));
  candidate["content"]["parts"].for_each([&](const WireValue& part) { take_part(part, state); });
  const std::string_view reason = candidate["finishReason"].text();
  take_finish(reason, state);
  // Where every piece names one, that of the last piece with text is the end.
  if (has_parts(candidate) || !reason.empty())
    state.saw_terminal = !reason.empty() && state.finish_is_known;
  if (!reason.empty()) note_unread(candidate, "candidates.", kCandidateFields, state.reply);
}

void keep_first(std::string& field, const WireValue& value) {
  if (field.empty()) field = value.text();
}

// A body, or a piece of a stream. Whether it had the candidate that counts.
bool take_piece(const WireValue& root, StreamState& state) {
  keep_first(state.reply.id, root["responseId"]);
  keep_first(state.reply.model, root["modelVersion"]);
  const WireValue candidate = candidate_in(root);
  const bool is_last = !candidate["finishReason"].text().empty() || !candidate.is_object();
  take_gemini_usage(root["usageMetadata"], is_last, state.reply);
  take_feedback(root["promptFeedback"], candidate, state);
  if (is_last) note_unread(root, "", kRootFields, state.reply);
  if (!candidate.is_object()) return false;
  take_candidate(candidate, state);
  return true;
}

// Pieces of a stream without alt=sse are one list.
bool take_body(const WireValue& root, StreamState& state) {
  if (!root.is_array()) return take_piece(root, state);
  bool any = false;
  root.for_each([&](const WireValue& piece) {
    if (std::optional<Failure> failure = error_in(piece, 0)) refuse(state, std::move(*failure));
    any = take_piece(piece, state) || any;
  });
  return any;
}

bool says_nothing(const StreamState& state) {
  const Reply& reply = state.reply;
  return reply.native_finish_reason.empty() && reply.tool_calls.empty() &&
         reply.reasoning.empty() && state.content.text().empty();
}

std::string note_of(const WireValue& model) {
  std::string note(model["displayName"].text());
  bool generates = model["supportedGenerationMethods"].is_null();
  model["supportedGenerationMethods"].for_each([&](const WireValue& method) {
    generates = generates || method.text() == "generateContent";
  });
  if (generates) return note;
  return note += note.empty() ? "no generateContent" : ", no generateContent";
}

}  // namespace

tl::expected<Reply, Failure> decode_gemini_body(std::string_view body, StreamState& state) {
  const WireValue root = parse_wire(body);
  if (std::optional<Failure> failure = error_in(root, 0))
    return tl::unexpected(std::move(*failure));
  if (!root.is_object() && !root.is_array())
    return tl::unexpected(bad_reply("the reply is not a JSON object", body));
  state.calls_end_in_stop = true;
  const bool has_candidate = take_body(root, state);
  if (state.failure) return tl::unexpected(std::move(*state.failure));
  if (!has_candidate && !state.prompt_was_blocked)
    return tl::unexpected(bad_reply("the reply has no candidates", body));
  if (says_nothing(state))
    return tl::unexpected(
        bad_reply("the reply's candidate has neither content nor a finish reason", body));
  return conclude(state);
}

void on_gemini_event(const SseEvent& event, StreamState& state) {
  const WireValue root = parse_wire(event.data);
  if (std::optional<Failure> failure = error_in_event(root, event.name, event.data))
    return refuse(state, std::move(*failure));
  state.calls_end_in_stop = true;
  take_body(root, state);
}

Result<std::vector<ListedModel>> decode_gemini_models(std::string_view body) {
  const WireValue root = parse_wire(body);
  if (const std::optional<Failure> failure = error_in(root, 0))
    return infrastructure_error(failure->message);
  if (!root["models"].is_array())
    return infrastructure_error("the provider's reply is not a list of models");
  if (root["nextPageToken"].truthy())
    return infrastructure_error("the provider lists more models than one page of 1000 holds");
  std::vector<ListedModel> models;
  root["models"].for_each([&](const WireValue& model) {
    constexpr std::string_view kCollection = "models/";
    std::string_view name = model["name"].text();
    if (name.starts_with(kCollection)) name.remove_prefix(kCollection.size());
    if (!name.empty()) models.push_back({std::string(name), note_of(model)});
  });
  return models;
}

Result<std::int64_t> decode_gemini_token_count(std::string_view body) {
  const WireValue root = parse_wire(body);
  if (const std::optional<Failure> failure = error_in(root, 0))
    return infrastructure_error(failure->message);
  const std::optional<std::int64_t> count = root["totalTokens"].token_count();
  if (!count) return infrastructure_error("the provider's reply has no totalTokens");
  return *count;
}

}  // namespace assay
