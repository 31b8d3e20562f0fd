#include "harness/store/storable.h"

#include <algorithm>

#include <utility>

#include "harness/base/mark.h"
#include "harness/base/redact.h"
#include "harness/base/text.h"

namespace assay {
namespace {

void redact_in_place(std::string& text) {
  if (contains_secret(text)) text = redact(text);
}

bool has_secret(const Reply& reply) {
  for (const std::string* text :
       {&reply.answer, &reply.reasoning, &reply.refusal, &reply.native_finish_reason, &reply.model,
        &reply.id, &reply.system_fingerprint, &reply.session}) {
    if (contains_secret(*text)) return true;
  }
  if (std::any_of(reply.quirks.begin(), reply.quirks.end(),
                  [](const std::string& quirk) { return contains_secret(quirk); }))
    return true;
  for (const ToolCall& call : reply.tool_calls) {
    if (contains_secret(call.id) || contains_secret(call.name) || contains_secret(call.arguments)) {
      return true;
    }
  }
  return false;
}

}  // namespace

Storable::Storable(std::string_view text) : view_(text) {
  if (contains_secret(view_)) view_ = changed_ = redact(view_);
  if (is_valid_utf8(view_)) return;
  ASSAY_MARK("store.utf8_replaced");
  view_ = changed_ = to_valid_utf8(view_);
}

Json storable(Json value) {
  if (value.is_string()) {
    redact_in_place(value.get_ref<std::string&>());
  } else if (value.is_array()) {
    for (Json& element : value) element = storable(std::move(element));
  } else if (value.is_object()) {
    Json changed = Json::object();
    for (auto& [name, member] : value.items()) {
      changed[redact(name)] = storable(std::move(member));
    }
    return changed;
  }
  return value;
}

std::string storable_json(std::string_view json) {
  if (!contains_secret(json)) return std::string(Storable(json).view());
  Result<Json> value = parse_json(json);
  if (!value) return std::string(Storable(json).view());
  return dump_json(storable(std::move(*value)));
}

std::string storable_reply(const Reply& reply) {
  if (!has_secret(reply)) return reply_to_json(reply);
  Reply hidden = reply;
  for (std::string* text :
       {&hidden.answer, &hidden.reasoning, &hidden.refusal, &hidden.native_finish_reason,
        &hidden.model, &hidden.id, &hidden.system_fingerprint, &hidden.session}) {
    redact_in_place(*text);
  }
  for (std::string& quirk : hidden.quirks) redact_in_place(quirk);
  for (ToolCall& call : hidden.tool_calls) {
    redact_in_place(call.id);
    redact_in_place(call.name);
    redact_in_place(call.arguments);
  }
  return reply_to_json(hidden);
}

}  // namespace assay
