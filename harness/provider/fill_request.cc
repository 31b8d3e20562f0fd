// The cell's own part of a request to an application.
#include <algorithm>

#include "harness/base/json.h"
#include "harness/base/key.h"
#include "harness/provider/open_request.h"

namespace assay {
namespace {

struct CellSlots {
  const Messages& messages;
  std::string_view session;

  std::string text(std::string_view name) const {
    if (name == "prompt") return std::string(prompt_of(messages));
    if (name == "system") return system_of(messages);
    if (name == "session") return std::string(session);
    return messages_to_json(messages);
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
      if (name == "messages")
        to += text(name);
      else
        append_json_content(to, text(name));
    });
    return out;
  }
};

}  // namespace

void fill_request(const OpenRequest& open, const Messages& messages, std::string_view session,
                  HttpRequest& request) {
  const CellSlots slots{messages, session};
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
