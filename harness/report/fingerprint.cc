#include "harness/report/fingerprint.h"

#include "harness/base/json.h"
#include "harness/base/key.h"

namespace assay {
namespace {

// 64 bits: no attacker here, and a baseline holds one for each case.
constexpr std::size_t kDigits = 16;

void add(const Expectations& expectations, KeyBuilder& key);

void add(const Expectation& expectation, KeyBuilder& key) {
  key.add(expectation.name).add(dump_json(expectation.arguments));
  key.add(dump_json(Json(expectation.weight))).add(expectation.metric);
  key.add(static_cast<std::int64_t>(expectation.on));
  add(expectation.children, key);
}

void add(const Expectations& expectations, KeyBuilder& key) {
  key.add(static_cast<std::int64_t>(expectations.size()));
  for (const Expectation& each : expectations) add(each, key);
}

void add(const Params& params, KeyBuilder& key) {
  for (const auto& [name, value] : params) key.add(name).add(dump_json(value));
}

std::string digits(const KeyBuilder& key) { return key.finish().hex().substr(0, kDigits); }

}  // namespace

std::string case_fingerprint(const Suite& suite, const Case& of) {
  KeyBuilder key;
  key.add(dump_json(suite.pass.score ? Json(*suite.pass.score) : Json()));
  for (std::size_t i = 0; i < of.vars.size(); ++i) {
    key.add(of.vars.name(i)).add(dump_json(of.vars.value(i)));
  }
  add(*of.expect, key);
  for (const Turn& turn : of.turns) {
    key.add(turn.user.source());
    add(*turn.expect, key);
  }
  return digits(key);
}

std::string prompt_fingerprint(const Prompt& prompt) {
  KeyBuilder key;
  for (const MessageTemplate& message : prompt.messages) {
    key.add(static_cast<std::int64_t>(message.role)).add(message.content.source());
    key.add(message.tool_call_id);
    for (const ToolCall& call : message.tool_calls) key.add(call.name).add(call.arguments);
  }
  add(prompt.params, key);
  return digits(key);
}

}  // namespace assay
