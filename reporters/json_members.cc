#include "reporters/json_members.h"

namespace assay {

void text_member(JsonWriter& json, std::string_view key, std::string_view value) {
  json.key(key);
  json.text(value);
}

// "" is absent: null.
void optional_text_member(JsonWriter& json, std::string_view key, std::string_view value) {
  json.key(key);
  if (value.empty())
    json.null();
  else
    json.text(value);
}

void integer_member(JsonWriter& json, std::string_view key, std::optional<std::int64_t> value) {
  json.key(key);
  json.integer(value);
}

void number_member(JsonWriter& json, std::string_view key, std::optional<double> value) {
  json.key(key);
  json.number(value);
}

void money_member(JsonWriter& json, std::string_view key, const std::optional<Money>& value) {
  json.key(key);
  json.money(value);
}

void boolean_member(JsonWriter& json, std::string_view key, bool value) {
  json.key(key);
  json.boolean(value);
}

void texts_member(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts,
                  Layout layout) {
  json.key(key);
  json.begin_array(layout);
  for (const std::string& text : texts) json.text(text);
  json.end_array();
}

void params_member(JsonWriter& json, std::string_view key, const Params& params) {
  json.key(key);
  json.begin_object(Layout::line);
  for (const auto& [name, value] : params) {
    json.key(name);
    json.json(value);
  }
  json.end_object();
}

void estimated_member(JsonWriter& json, std::string_view key, const Estimated& estimate) {
  json.key(key);
  json.begin_object(Layout::line);
  number_member(json, "value", estimate.value);
  number_member(json, "low", estimate.low);
  number_member(json, "high", estimate.high);
  integer_member(json, "n", estimate.n);
  json.end_object();
}

void write_reply(const Reply* reply, JsonWriter& json, std::string_view key) {
  json.key(key);
  if (reply == nullptr) return json.null();
  json.begin_object(Layout::line);
  text_member(json, "answer", reply->answer);
  optional_text_member(json, "reasoning", reply->reasoning);
  optional_text_member(json, "refusal", reply->refusal);
  json.key("tool_calls");
  json.begin_array(Layout::line);
  for (const ToolCall& call : reply->tool_calls) {
    json.begin_object(Layout::line);
    text_member(json, "name", call.name);
    text_member(json, "arguments", call.arguments);
    json.end_object();
  }
  json.end_array();
  optional_text_member(json, "model", reply->model);
  json.end_object();
}

void spending_members(const Ledger& spent, JsonWriter& json) {
  money_member(json, "spent_usd", spent.unknown == 0 ? std::optional(spent.spent) : std::nullopt);
  money_member(json, "spent_at_least_usd", spent.spent);
  money_member(json, "possibly_spent_usd", spent.possible);
  integer_member(json, "unknown_cost_attempts", spent.unknown);
}

void cost_members(const std::optional<Money>& cost, const Ledger& replies, const Ledger& spent,
                  JsonWriter& json) {
  money_member(json, "cost_usd", cost);
  money_member(json, "cost_at_least_usd", replies.spent);
  integer_member(json, "unknown_cost_replies", replies.unknown);
  spending_members(spent, json);
}

}  // namespace assay
