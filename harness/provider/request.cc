#include "harness/provider/request.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>

#include "harness/provider/wire_json.h"

namespace assay {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 4> kRoles = {{
    {Role::system, "system"},
    {Role::user, "user"},
    {Role::assistant, "assistant"},
    {Role::tool, "tool"},
}};

std::optional<Role> role_from(std::string_view name) {
  for (const auto& [role, text] : kRoles) {
    if (text == name) return role;
  }
  return std::nullopt;
}

void append_tool_calls(std::string& out, const std::vector<ToolCall>& calls) {
  out += ",\"tool_calls\":[";
  for (const ToolCall& call : calls) {
    out += &call == &calls.front() ? "{\"id\":" : ",{\"id\":";
    append_json_string(out, call.id);
    out += ",\"name\":";
    append_json_string(out, call.name);
    out += ",\"arguments\":";
    append_json_string(out, call.arguments);
    if (!call.signature.empty()) {
      out += ",\"signature\":";
      append_json_string(out, call.signature);
    }
    out += '}';
  }
  out += ']';
}

void append_attachments(std::string& out, const std::vector<Attachment>& attachments,
                        bool with_names) {
  out += '[';
  for (const Attachment& each : attachments) {
    if (&each != &attachments.front()) out += ',';
    Json json = {{"at", each.at},
                 {"kind", to_string(each.kind)},
                 {"type", each.media.type},
                 {"sha256", each.media.sha256},
                 {"bytes", each.media.bytes}};
    if (each.media.width > 0) json["width"] = each.media.width;
    if (each.media.height > 0) json["height"] = each.media.height;
    if (each.media.seconds > 0) json["seconds"] = each.media.seconds;
    if (with_names) json["name"] = each.name;
    out += dump_json(json);
  }
  out += ']';
}

std::optional<AttachmentKind> attachment_kind(std::string_view name) {
  for (const AttachmentKind kind :
       {AttachmentKind::image, AttachmentKind::audio, AttachmentKind::file})
    if (to_string(kind) == name) return kind;
  return std::nullopt;
}

Result<Attachment> attachment_from(const WireValue& value, std::size_t text_bytes) {
  const std::optional<AttachmentKind> kind = attachment_kind(value["kind"].text());
  const std::int64_t at = value["at"].integer().value_or(-1);
  if (!kind || at < 0 || static_cast<std::size_t>(at) > text_bytes)
    return usage_error("an attachment of a message has no kind or no place in it");
  const auto number = [&](const char* name) {
    return std::max<std::int64_t>(0, value[name].integer().value_or(0));
  };
  const auto pixels = [&](const char* name) {
    return static_cast<std::uint32_t>(
        std::min<std::int64_t>(number(name), std::numeric_limits<std::uint32_t>::max()));
  };
  return Attachment{*kind,
                    static_cast<std::size_t>(at),
                    std::string(value["name"].text()),
                    {std::string(value["type"].text()), std::string(value["sha256"].text()),
                     static_cast<std::uint64_t>(number("bytes")), pixels("width"), pixels("height"),
                     value["seconds"].number().value_or(0)}};
}

Result<Message> message_from(const WireValue& value) {
  const std::optional<Role> role = role_from(value["role"].text());
  if (!role) return usage_error("a message needs a role: system, user, assistant or tool");
  if (!value["content"].is_string()) return usage_error("a message needs content, a text");
  Message message{*role,
                  std::string(value["content"].text()),
                  {},
                  std::string(value["tool_call_id"].text()),
                  std::string(value["reasoning"].text())};
  value["tool_calls"].for_each([&](const WireValue& call) {
    message.tool_calls.push_back({std::string(call["id"].text()), std::string(call["name"].text()),
                                  std::string(call["arguments"].text()),
                                  std::string(call["signature"].text())});
  });
  message.native = value["native"].text();
  message.is_error = value["is_error"].is_true();
  std::optional<Error> error;
  value["attachments"].for_each([&](const WireValue& each) {
    Result<Attachment> read = attachment_from(each, message.content.size());
    if (read) {
      message.attachments.push_back(std::move(*read));
    } else if (!error) {
      error = std::move(read).error();
    }
  });
  if (error) return tl::unexpected(std::move(*error));
  return message;
}

std::string to_text(const Messages& messages, bool with_names) {
  std::string out = "[";
  for (const Message& message : messages) {
    if (out.size() > 1) out += ',';
    out += "{\"role\":\"";
    out += to_string(message.role);
    out += "\",\"content\":";
    append_json_string(out, message.content);
    if (!message.tool_calls.empty()) append_tool_calls(out, message.tool_calls);
    if (!message.tool_call_id.empty()) {
      out += ",\"tool_call_id\":";
      append_json_string(out, message.tool_call_id);
    }
    if (!message.reasoning.empty()) {
      out += ",\"reasoning\":";
      append_json_string(out, message.reasoning);
    }
    if (!message.native.empty()) {
      out += ",\"native\":";
      append_json_string(out, message.native);
    }
    if (message.is_error) out += ",\"is_error\":true";
    if (!message.attachments.empty()) {
      out += ",\"attachments\":";
      append_attachments(out, message.attachments, with_names);
    }
    out += '}';
  }
  out += ']';
  return out;
}

}  // namespace

std::string_view to_string(Role role) {
  for (const auto& [value, name] : kRoles) {
    if (value == role) return name;
  }
  return "";
}

std::string attachments_to_json(const std::vector<Attachment>& attachments) {
  std::string out;
  append_attachments(out, attachments, true);
  return out;
}

std::string messages_to_json(const Messages& messages) {
  return to_text(messages, true);
}

std::string messages_to_key_json(const Messages& messages) {
  return to_text(messages, false);
}

std::optional<Key> last_question_hash(const Messages& messages) {
  const auto last = std::find_if(messages.rbegin(), messages.rend(),
                                 [](const Message& each) { return each.role == Role::user; });
  if (last == messages.rend()) return std::nullopt;
  return sha256(last->attachments.empty() ? last->content : messages_to_key_json({*last}));
}

Result<Messages> messages_from_json(std::string_view json) {
  const WireValue root = parse_wire(json);
  if (!root.is_array()) return usage_error("messages are a JSON array of {role, content}");
  Messages messages;
  std::optional<Error> error;
  root.for_each([&](const WireValue& each) {
    Result<Message> message = message_from(each);
    if (message) {
      messages.push_back(std::move(*message));
    } else if (!error) {
      error = std::move(message).error();
    }
  });
  if (error) return tl::unexpected(std::move(*error));
  return messages;
}

std::size_t opening_of(const Messages& messages, std::size_t answers) {
  std::size_t opening = messages.size();
  for (std::size_t at = messages.size(); at > 0 && answers > 0; --at) {
    if (messages[at - 1].role != Role::assistant) continue;
    opening = at - 1;
    --answers;
  }
  return opening;
}

}  // namespace assay
