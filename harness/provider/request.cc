#include "harness/provider/request.h"

#include <array>
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
    out += '}';
  }
  out += ']';
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
                                  std::string(call["arguments"].text())});
  });
  return message;
}

}  // namespace

std::string_view to_string(Role role) {
  for (const auto& [value, name] : kRoles) {
    if (value == role) return name;
  }
  return "";
}

std::string messages_to_json(const Messages& messages) {
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
    out += '}';
  }
  out += ']';
  return out;
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

}  // namespace assay
