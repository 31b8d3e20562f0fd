#include "harness/provider/dialects/program_reply.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "harness/base/text.h"
#include "harness/provider/conclude.h"
#include "harness/provider/dialects/application_reply.h"
#include "harness/provider/failure.h"
#include "harness/provider/quirks.h"
#include "harness/provider/wire_json.h"

namespace assay {
namespace {

constexpr std::string_view kPromised = "looked for {\"output\": ...} or {\"error\": ...}";

// What a reply may have. Anything else is a slip of the pen that would go unseen.
constexpr std::array<std::string_view, 11> kMembers = {
    "id",    "output",    "error",      "usage",         "cost_usd", "session",
    "model", "reasoning", "tool_calls", "finish_reason", "metadata"};

// The names that counts go by: assay's own, OpenAI's, promptfoo's.
constexpr std::array<std::string_view, 3> kInputNames = {"input_tokens", "prompt_tokens", "prompt"};
constexpr std::array<std::string_view, 3> kOutputNames = {"output_tokens", "completion_tokens",
                                                          "completion"};

std::optional<std::int64_t> count_in(const WireValue& usage,
                                     std::span<const std::string_view> names) {
  for (const std::string_view name : names)
    if (const auto count = usage[name].token_count()) return count;
  return std::nullopt;
}

std::string unknown_member(const WireValue& root) {
  std::string unknown;
  root.for_each_member([&](std::string_view name, const WireValue& value) {
    const bool is_known = std::find(kMembers.begin(), kMembers.end(), name) != kMembers.end();
    if (!is_known && !value.is_null() && unknown.empty()) unknown = name;
  });
  return unknown;
}

// {id, name, arguments}, or as OpenAI nests them; arguments are text, or JSON that becomes it.
void take_tool_calls(const WireValue& calls, Reply& reply) {
  calls.for_each([&](const WireValue& call) {
    const WireValue function = call["function"].is_object() ? call["function"] : call;
    if (!function["name"].is_string()) return note_quirk(reply, "a tool call without a name");
    reply.tool_calls.push_back({std::string(call["id"].text()),
                                std::string(function["name"].text()),
                                function["arguments"].as_text()});
  });
}

void take_fields(const WireValue& root, StreamState& state) {
  Reply& reply = state.reply;
  reply.usage.input = count_in(root["usage"], kInputNames);
  reply.usage.output = count_in(root["usage"], kOutputNames);
  take_cost(root["cost_usd"], reply);
  reply.session = root["session"].as_text();
  reply.model = root["model"].as_text();
  take_tool_calls(root["tool_calls"], reply);
  state.take_finish(root["finish_reason"].text());
  state.take_reasoning(root["reasoning"].as_text());
}

tl::expected<Reply, Failure> decode_object(const WireValue& root, std::string_view body,
                                           StreamState& state) {
  if (root["error"].truthy()) return tl::unexpected(told_failure(root["error"]));
  const bool has_answer = !root["output"].is_null() || root["tool_calls"].first().is_object();
  if (!has_answer)
    return tl::unexpected(
        bad_reply("the program's reply has no 'output'; " + std::string(kPromised), body));
  if (const std::string name = unknown_member(root); !name.empty())
    return tl::unexpected(bad_reply(
        "the program's reply has '" + excerpt(name, 60) + "', which means nothing here", body));
  take_fields(root, state);
  state.take_text(root["output"].as_text());
  return conclude(state);
}

}  // namespace

tl::expected<Reply, Failure> decode_program_reply(std::string_view body, StreamState& state) {
  if (!skip_prelude(body).starts_with('{')) return decode_program_text(body, state);
  const WireValue root = parse_wire(body);
  if (!root.is_object())
    return tl::unexpected(bad_reply(
        "the program's reply begins with '{' and is no JSON; " + std::string(kPromised), body));
  return decode_object(root, body, state);
}

tl::expected<Reply, Failure> decode_program_text(std::string_view body, StreamState& state) {
  if (is_html_page(body))
    return tl::unexpected(bad_reply("the program's reply is an HTML page", body));
  std::string_view text = skip_prelude(body);
  // That of `echo` and of print(), which nobody means.
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (trim(text).empty())
    return tl::unexpected(
        bad_reply("the program wrote nothing; " + std::string(kPromised) + ", or for a text"));
  state.take_text(to_valid_utf8(text));
  return conclude(state);
}

}  // namespace assay
