#include "harness/provider/dialects/application_reply.h"

#include <algorithm>
#include <string>
#include <utility>

#include "harness/base/text.h"
#include "harness/provider/conclude.h"
#include "harness/provider/dialects/openai_wire.h"
#include "harness/provider/failure.h"
#include "harness/provider/price.h"
#include "harness/provider/quirks.h"
#include "harness/provider/wire_json.h"

namespace assay {
namespace {

WireValue at(const WireValue& root, const std::optional<std::string>& pointer) {
  return pointer ? root.at(*pointer) : WireValue();
}

void take_text_at(const WireValue& root, const std::optional<std::string>& pointer,
                  std::string& text) {
  if (const WireValue value = at(root, pointer); !value.is_null()) text = value.as_text();
}

// What is no count is not known, and said.
void take_tokens_at(const WireValue& root, const std::optional<std::string>& pointer, Reply& reply,
                    std::optional<std::int64_t>& tokens) {
  const WireValue value = at(root, pointer);
  if (value.is_null()) return;
  if (const auto count = value.token_count())
    tokens = count;
  else
    note_quirk(reply, "'" + value.as_text().substr(0, 80) + "' is no number of tokens");
}

// What stands where a list of calls was looked for and is none would read as "it called nothing".
bool is_no_list(const WireValue& calls) {
  return calls.truthy() && !calls.is_array();
}

// What it calls the conversation: where the rules for it say, and else where it is kept from.
void take_session(const WireValue& root, StreamState& state) {
  const Application& application = *state.application;
  const std::optional<SessionRules>& rules = application.session;
  if (rules && (rules->request || rules->from != SessionRules::From::place)) return;
  const WireValue value = rules ? root.at(rules->name) : at(root, application.reply.session);
  if (!value.is_null()) state.session = SessionName{value.as_text(), value.as_json()};
}

// Whole calls, or of a stream their pieces. False: they are no list.
bool take_calls(const WireValue& root, StreamState& state) {
  const std::optional<std::string>& place = state.application->reply.tool_calls;
  const WireValue calls = at(root, place);
  if (is_no_list(calls)) {
    if (!state.failure)
      state.failure = bad_reply("what is at '" + *place + "' is no list of calls", calls.as_json());
    return false;
  }
  calls.for_each([&](const WireValue& call) { take_tool_call(call, state); });
  return true;
}

// All but answer and reasoning. False: it tells an error, or is one.
bool take_fields(const WireValue& root, const ReplyPaths& paths, StreamState& state) {
  Reply& reply = state.reply;
  take_tokens_at(root, paths.input_tokens, reply, reply.usage.input);
  take_tokens_at(root, paths.output_tokens, reply, reply.usage.output);
  take_cost(at(root, paths.cost_usd), reply);
  take_text_at(root, paths.model, reply.model);
  take_text_at(root, paths.session, reply.session);
  take_session(root, state);
  if (!take_calls(root, state)) return false;
  state.take_finish(at(root, paths.finish_reason).as_text());
  const WireValue error = at(root, paths.error);
  if (!error.truthy()) return true;
  if (!state.failure) state.failure = told_failure(error);
  return false;
}

tl::expected<Reply, Failure> text_reply(std::string_view body, StreamState& state) {
  if (is_html_page(body)) return tl::unexpected(bad_reply("the reply is an HTML page", body));
  // White space before a reply is a server that keeps the connection alive.
  state.take_text(to_valid_utf8(skip_prelude(body)));
  return conclude(state);
}

std::string looked_for(std::string_view what, const std::optional<std::string>& pointer) {
  return std::string(what) + (pointer ? " at '" + *pointer + "'" : "");
}

bool matches(const WireValue& root, const EventFilter& filter, std::string_view event) {
  if (filter.event && *filter.event != event) return false;
  return std::all_of(filter.values.begin(), filter.values.end(), [&](const auto& wanted) {
    const WireValue value = root.at(wanted.first);
    if (value.is_null()) return wanted.second.is_null();
    if (wanted.second.is_string()) return value.is_string() && value.text() == wanted.second;
    if (wanted.second.is_number()) return value.number() == wanted.second.template get<double>();
    return !value.is_string() && value.as_json() == dump_json(wanted.second);
  });
}

void fail(StreamState& state, Failure failure) {
  if (!state.failure) state.failure = std::move(failure);
}

void take_data(const SseEvent& event, StreamState& state) {
  state.found_answer = true;
  state.take_text(to_valid_utf8(event.data));
}

void take_document(const SseEvent& event, const ApplicationStream& stream, StreamState& state) {
  const WireValue root = parse_wire(event.data);
  if (!root.is_object() && !root.is_array()) {
    return fail(state, bad_reply("an event of the stream is no JSON; looked for its answer at '" +
                                     *stream.answer + "'",
                                 event.data));
  }
  const bool brings_answer = matches(root, stream.where, event.name);
  const WireValue reasoning = at(root, stream.reasoning);
  const WireValue answer = at(root, stream.answer);
  const bool ends = !stream.end_when.empty() && matches(root, stream.end_when, event.name);
  if (!reasoning.is_null()) state.take_reasoning(reasoning.as_text());
  if (brings_answer && !answer.is_null()) {
    state.found_answer = true;
    state.take_text(answer.as_text());
  }
  take_fields(root, state.application->reply, state);  // reads another document where it fails
  if (ends) state.saw_done = true;
}

}  // namespace

Failure told_failure(const WireValue& error) {
  const std::string document = "{\"error\":" + error.as_json() + "}";
  return error_in(parse_wire(document), 0)
      .value_or(bad_reply("the reply tells an error", document));
}

void take_cost(const WireValue& cost, Reply& reply) {
  if (cost.is_null()) return;
  if (const std::optional<Money> billed = parse_billed_usd(cost.as_text()))
    reply.billed_cost = billed;
  else
    note_quirk(reply, "the cost '" + cost.as_text().substr(0, 80) + "' is no amount of USD");
}

tl::expected<Reply, Failure> decode_application_body(std::string_view body, StreamState& state) {
  if (state.application == nullptr) {
    return tl::unexpected(
        make_failure(FailureKind::bad_reply, false,
                     "only the suite that asked an HTTP application says how its reply is read"));
  }
  const Application& application = *state.application;
  if (application.reply_is_text) return text_reply(body, state);
  const ReplyPaths& paths = application.reply;
  const WireValue root = parse_wire(body);
  if (root.is_absent())
    return tl::unexpected(bad_reply(
        "the reply is no JSON; " + looked_for("looked for its answer", paths.answer), body));
  if (!take_fields(root, paths, state)) return tl::unexpected(std::move(*state.failure));
  if (!paths.answer)
    return tl::unexpected(bad_reply("the reply is no stream, and no 'answer' in 'reply'", body));
  const WireValue answer = root.at(*paths.answer);
  if (answer.is_null() && state.reply.tool_calls.empty())
    return tl::unexpected(bad_reply("the reply has no answer at '" + *paths.answer + "'", body));
  state.take_reasoning(at(root, paths.reasoning).as_text());
  state.take_text(answer.as_text());
  return conclude(state);
}

void on_application_event(const SseEvent& event, StreamState& state) {
  if (state.application == nullptr || !state.application->stream) {
    return fail(state, make_failure(FailureKind::bad_reply, false,
                                    "nothing says how the stream of an HTTP application is read"));
  }
  const ApplicationStream& stream = *state.application->stream;
  if (stream.format == ApplicationStream::Format::text) return take_data(event, state);
  const std::string_view said = trim(event.data);
  const bool is_end =
      stream.names_its_end() ? !said.empty() && said == stream.end_text : said == "[DONE]";
  if (is_end) {
    state.saw_done = true;
    return;
  }
  if (event.name == "error")
    return fail(state, error_in_event(parse_wire(event.data), event.name, event.data)
                           .value_or(bad_reply("the stream tells an error", event.data)));
  if (event.data.empty()) {
    state.saw_done = stream.end_when.event == event.name && stream.end_when.values.empty();
    return;
  }
  if (stream.answer) return take_document(event, stream, state);
  if (stream.end_when.event && *stream.end_when.event == event.name)
    state.saw_done = true;
  else if (!stream.where.event || *stream.where.event == event.name)
    take_data(event, state);
}

}  // namespace assay
