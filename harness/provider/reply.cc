#include "harness/provider/reply.h"

#include <array>
#include <utility>

#include "harness/provider/wire_json.h"

namespace assay {
namespace {

constexpr std::array<std::pair<FinishReason, std::string_view>, 5> kReasonNames = {{
    {FinishReason::stop, "stop"},
    {FinishReason::length, "length"},
    {FinishReason::tool_calls, "tool_calls"},
    {FinishReason::filtered, "filtered"},
    {FinishReason::unknown, "unknown"},
}};

// Writes `{"name":value,...}`; what is empty or absent is left out, so a stored
// reply is no longer than what it says.
class ObjectWriter {
 public:
  void text(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    key(name);
    append_json_string(out_, value);
  }
  void count(std::string_view name, const std::optional<std::int64_t>& value) {
    if (!value) return;
    key(name);
    out_ += std::to_string(*value);
  }
  void raw(std::string_view name, std::string_view json) {
    key(name);
    out_ += json;
  }
  std::string finish() && { return std::move(out_ += '}'); }

 private:
  void key(std::string_view name) {
    if (out_.size() > 1) out_ += ',';
    out_ += '"';
    out_ += name;
    out_ += "\":";
  }
  std::string out_ = "{";
};

std::string usage_to_json(const Usage& usage) {
  ObjectWriter writer;
  writer.count("input", usage.input);
  writer.count("cached_input", usage.cached_input);
  writer.count("cache_write", usage.cache_write);
  writer.count("output", usage.output);
  writer.count("reasoning", usage.reasoning);
  if (usage.estimated) writer.raw("estimated", "true");
  return std::move(writer).finish();
}

std::string tool_calls_to_json(const std::vector<ToolCall>& calls) {
  std::string out = "[";
  for (const ToolCall& call : calls) {
    ObjectWriter writer;
    writer.text("id", call.id);
    writer.text("name", call.name);
    writer.text("arguments", call.arguments);
    writer.text("signature", call.signature);
    if (out.size() > 1) out += ',';
    out += std::move(writer).finish();
  }
  return out += ']';
}

std::string texts_to_json(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const std::string& text : texts) {
    if (out.size() > 1) out += ',';
    append_json_string(out, text);
  }
  return out += ']';
}

Usage usage_from(const WireValue& value) {
  return {value["input"].token_count(),       value["cached_input"].token_count(),
          value["cache_write"].token_count(), value["output"].token_count(),
          value["reasoning"].token_count(),   value["estimated"].is_true()};
}

}  // namespace

std::string_view to_string(FinishReason reason) {
  for (const auto& [value, name] : kReasonNames) {
    if (value == reason) return name;
  }
  return "";
}

std::optional<FinishReason> finish_reason_from(std::string_view name) {
  for (const auto& [value, text] : kReasonNames) {
    if (text == name) return value;
  }
  return std::nullopt;
}

std::string reply_to_json(const Reply& reply) {
  ObjectWriter writer;
  writer.text("answer", reply.answer);
  writer.text("reasoning", reply.reasoning);
  writer.text("refusal", reply.refusal);
  if (!reply.tool_calls.empty()) writer.raw("tool_calls", tool_calls_to_json(reply.tool_calls));
  writer.text("finish_reason", to_string(reply.finish_reason));
  writer.text("native_finish_reason", reply.native_finish_reason);
  writer.text("model", reply.model);
  writer.text("id", reply.id);
  writer.text("session", reply.session);
  writer.text("native", reply.native);
  writer.text("system_fingerprint", reply.system_fingerprint);
  writer.text("service_tier", reply.service_tier);
  if (reply.usage != Usage{}) writer.raw("usage", usage_to_json(reply.usage));
  if (reply.billed_cost) writer.text("billed_cost_usd", to_usd(*reply.billed_cost));
  if (!reply.quirks.empty()) writer.raw("quirks", texts_to_json(reply.quirks));
  return std::move(writer).finish();
}

Result<Reply> reply_from_json(std::string_view json) {
  const WireValue root = parse_wire(json);
  if (!root.is_object()) return infrastructure_error("a stored reply is not a JSON object");
  const std::optional<FinishReason> reason = finish_reason_from(root["finish_reason"].text());
  if (!reason) return infrastructure_error("a stored reply has no finish_reason that is known");
  Reply reply;
  reply.answer = root["answer"].text();
  reply.reasoning = root["reasoning"].text();
  reply.refusal = root["refusal"].text();
  root["tool_calls"].for_each([&](const WireValue& call) {
    reply.tool_calls.push_back({std::string(call["id"].text()), std::string(call["name"].text()),
                                std::string(call["arguments"].text()),
                                std::string(call["signature"].text())});
  });
  reply.finish_reason = *reason;
  reply.native_finish_reason = root["native_finish_reason"].text();
  reply.model = root["model"].text();
  reply.id = root["id"].text();
  reply.session = root["session"].text();
  reply.native = root["native"].text();
  reply.system_fingerprint = root["system_fingerprint"].text();
  reply.service_tier = root["service_tier"].text();
  reply.usage = usage_from(root["usage"]);
  reply.billed_cost = parse_usd(root["billed_cost_usd"].text());
  root["quirks"].for_each([&](const WireValue& quirk) { reply.quirks.emplace_back(quirk.text()); });
  return reply;
}

}  // namespace assay
