// The cell's own part of a request to an application.
#include <algorithm>
#include <utility>

#include "harness/base/json.h"
#include "harness/base/key.h"
#include "harness/provider/open_request.h"

namespace assay {
namespace {

struct CellSlots {
  const Messages& messages;
  const SessionName& session;
  Json vars = Json::object();

  const Json& variable(std::string_view name) const {
    static const Json kNone = "";
    const auto found = vars.find(name.substr(kVariablePrefix.size()));
    return found == vars.end() ? kNone : *found;
  }

  std::string text(std::string_view name) const {
    if (name == "prompt") return std::string(prompt_of(messages));
    if (name == "system") return system_of(messages);
    if (name == "session") return session.text;
    if (name == "messages") return messages_to_json(messages);
    const Json& value = variable(name);
    return value.is_string() ? value.get<std::string>() : parameter_text(value);
  }

  // As a value of a JSON document.
  std::string json(std::string_view name) const {
    if (name == "messages") return text(name);
    name.remove_prefix(1);
    if (name == "session" && !session.json.empty()) return session.json;
    return dump_json(name == "session" ? Json(session.text) : variable(name));
  }

  std::string filled(const SlotText& from, Append append_as) const {
    std::string out;
    append_filled(out, from,
                  [&](std::string_view name, std::string& to) { append_as(to, text(name)); });
    return out;
  }

  std::string filled_json(const SlotText& from) const {
    std::string out;
    append_filled(out, from, [&](std::string_view name, std::string& to) {
      if (name == "messages" || name.front() == kTypedSlot)
        to += json(name);
      else
        append_json_content(to, text(name));
    });
    return out;
  }
};

}  // namespace

void fill_request(const OpenRequest& open, const Messages& messages, const SlotWords& words,
                  HttpRequest& request) {
  CellSlots slots{messages, words.session};
  if (!words.vars.empty()) {
    if (Result<Json> vars = parse_json(words.vars)) slots.vars = std::move(*vars);
  }
  request.url = slots.filled(open.url, append_percent_encoded);
  for (const ApplicationField& field : open.query) {
    request.url += &field == &open.query.front() ? '?' : '&';
    request.url += field.name + "=" + slots.filled(field.value, append_percent_encoded);
  }
  request.headers.clear();
  for (const auto& [name, value] : open.headers)
    request.headers.push_back({name, slots.filled(value, append_plain)});
  switch (open.body_kind) {
    case OpenRequest::Body::none:
      return request.body.clear();
    case OpenRequest::Body::json:
      request.body = slots.filled_json(open.body);
      return;
    case OpenRequest::Body::form:
      request.body = slots.filled(open.body, append_percent_encoded);
      return;
  }
}

std::string_view prompt_of(const Messages& messages) {
  const auto last = std::find_if(messages.rbegin(), messages.rend(),
                                 [](const Message& message) { return message.role == Role::user; });
  return last == messages.rend() ? std::string_view() : last->content;
}

std::string system_of(const Messages& messages) {
  std::string text;
  for (const Message& message : messages) {
    if (message.role != Role::system) continue;
    if (!text.empty()) text += "\n\n";
    text += message.content;
  }
  return text;
}

std::string session_name(std::string_view key, std::string_view run, std::int64_t attempt) {
  KeyBuilder builder;
  builder.add("assay session").add(key).add(run).add(attempt);
  std::string hex = builder.finish().hex().substr(0, 32);
  hex[12] = '4';  // a random one, to those who look
  hex[16] = "89ab"[hex[16] % 4];
  for (const std::size_t at : {20U, 16U, 12U, 8U}) hex.insert(at, "-");
  return hex;
}

}  // namespace assay
