// prompts: named message templates, inline or from YAML files.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "harness/base/text.h"
#include "harness/suite/key_advice.h"
#include "harness/suite/loader.h"

namespace assay {
namespace {

constexpr std::array kRoles = {Role::system, Role::user, Role::assistant, Role::tool};

std::optional<Role> read_role(Loader& loader, const YamlNode& node) {
  std::vector<std::string> names;
  for (const Role role : kRoles) names.emplace_back(to_string(role));
  const std::optional<std::size_t> row = loader.read.choice(node, "'role'", names);
  return row ? std::optional<Role>(kRoles[*row]) : std::nullopt;
}

// OpenAI's shape, {id, function: {name, arguments}}, or {id, name, arguments}.
// `arguments` is JSON text, or a map that is written as such.
std::optional<ToolCall> read_tool_call(Loader& loader, const YamlNode& node) {
  const Fields fields(node, {"tool call"}, {"id", "type", "function", "name", "arguments"},
                      loader.diagnostics);
  if (!fields.is_map()) return std::nullopt;
  const YamlNode* function = fields.find("function");
  const YamlNode& inner = function != nullptr ? *function : node;
  if (function != nullptr) {
    const Fields checked(inner, {"function"}, {"name", "arguments"}, loader.diagnostics);
    if (!checked.is_map()) return std::nullopt;
  }
  const YamlNode* name = inner.find("name");
  if (name == nullptr) {
    loader.diagnostics.error(node.position(), "a tool call has no 'name'");
    return std::nullopt;
  }
  ToolCall call;
  call.name = loader.read.text(*name, "'name'").value_or("");
  call.id = fields.text("id").value_or("");
  const YamlNode* arguments = inner.find("arguments");
  if (arguments == nullptr) {
    call.arguments = "{}";
  } else {
    call.arguments =
        arguments->is_scalar() ? std::string(arguments->text) : dump_json(to_json(*arguments));
  }
  return call;
}

std::optional<MessageTemplate> read_message(Loader& loader, const YamlNode& node) {
  const Fields fields(node, {"message"}, {"role", "content", "tool_calls", "tool_call_id"},
                      loader.diagnostics);
  const YamlNode* role_node = fields.require("role");
  if (role_node == nullptr) return std::nullopt;
  const std::optional<Role> role = read_role(loader, *role_node);
  if (!role) return std::nullopt;
  MessageTemplate message;
  message.role = *role;
  const YamlNode* calls = fields.find("tool_calls");
  if (calls != nullptr && *role != Role::assistant) {
    loader.diagnostics.error(calls->position(), "'tool_calls' belong to role assistant");
  } else if (calls != nullptr) {
    for (const YamlNode* call : require_list(loader, *calls, "'tool_calls'")) {
      if (auto read = read_tool_call(loader, *call)) message.tool_calls.push_back(std::move(*read));
    }
  }
  const YamlNode* call_id = fields.find("tool_call_id");
  if (call_id != nullptr && *role != Role::tool) {
    loader.diagnostics.error(call_id->position(), "'tool_call_id' belongs to role tool");
  } else if (call_id != nullptr) {
    message.tool_call_id = fields.text("tool_call_id").value_or("");
  }
  // An assistant that only calls tools says nothing.
  const YamlNode* content = calls != nullptr ? fields.find("content") : fields.require("content");
  if (content == nullptr) return message;
  if (content->is_list()) {
    message.parts = read_parts(loader, *content, *role);
    return message;
  }
  std::optional<Template> parsed = read_template(loader, *content, "'content'");
  if (!parsed) return std::nullopt;
  message.content = std::move(*parsed);
  return message;
}

void add_message(Loader& loader, const YamlNode* text, Role role, std::string_view field,
                 Prompt& prompt) {
  if (text == nullptr) return;
  std::optional<Template> parsed = read_template(loader, *text, field);
  if (parsed) prompt.messages.push_back({role, std::move(*parsed), {}, {}});
}

void read_messages(Loader& loader, const YamlNode& node, const Fields& fields, const Owner& owner,
                   Prompt& prompt) {
  const YamlNode* messages = fields.find("messages");
  const bool has_short = fields.find("user") != nullptr || fields.find("system") != nullptr;
  if (messages != nullptr && has_short) {
    loader.diagnostics.error(messages->position(),
                             fmt::format("{} has 'messages' beside 'user' or 'system'; put all of "
                                         "it in 'messages'",
                                         to_string(owner)));
    return;
  }
  if (messages != nullptr) {
    for (const std::string_view key : kAttachedKeys)
      if (const YamlNode* attached = fields.find(key))
        loader.diagnostics.error(
            attached->position(),
            fmt::format("'{}' stands beside 'user'; in 'messages' it is a part of 'content'", key));
    for (const YamlNode* item : require_list(loader, *messages, "'messages'")) {
      if (auto message = read_message(loader, *item))
        prompt.messages.push_back(std::move(*message));
    }
    return;
  }
  if (fields.find("user") == nullptr) {
    loader.diagnostics.error(node.position(),
                             fmt::format("{} has no 'user' and no 'messages'", to_string(owner)));
  }
  add_message(loader, fields.find("system"), Role::system, "'system'", prompt);
  add_message(loader, fields.find("user"), Role::user, "'user'", prompt);
  std::vector<PartTemplate> attached = read_attached(loader, fields);
  if (!attached.empty() && !prompt.messages.empty())
    prompt.messages.back().parts = std::move(attached);
}

// A prompt of this file. Parameters stand beside the messages, or in `params`.
void load_inline(Loader& loader, const YamlNode& node) {
  const YamlNode* id = node.find("id");
  const Owner owner{"prompt", id != nullptr ? id->text : std::string_view{}};
  const Fields fields(node, owner,
                      {"id", "system", "user", "images", "audio", "files", "messages", "params",
                       "response_format", "tools", "tool_choice"},
                      loader.diagnostics, advise_on_parameters);
  if (!fields.is_map() || fields.require("id") == nullptr) return;
  const std::optional<std::string> label = read_label(loader, *id, "'id'");
  if (!label) return;
  Prompt prompt;
  prompt.id = *label;
  prompt.where = to_location(node.position());
  read_messages(loader, node, fields, owner, prompt);
  if (const YamlNode* params = fields.find("params")) {
    prompt.params = read_params(loader, *params, owner);
  }
  for (const std::string_view name : {"response_format", "tools", "tool_choice"}) {
    const YamlNode* value = fields.find(name);
    if (value == nullptr) continue;
    std::optional<Json> read = read_parameter(loader, name, *value);
    if (read && !prompt.params.emplace(std::string(name), std::move(*read)).second) {
      loader.diagnostics.error(value->position(), fmt::format("'{}' is in 'params' already", name));
    }
  }
  loader.suite.prompts.push_back(std::move(prompt));
  loader.prompt_origins.push_back(node.position());
}

// A file holds one prompt, or a list of them.
void load_file(Loader& loader, const YamlNode& node) {
  const Fields fields(node, {"prompt file"}, {"file"}, loader.diagnostics);
  const YamlNode* root = loader.files.read_yaml(*fields.find("file"));
  if (root == nullptr) return;
  if (!root->is_list()) {
    load_inline(loader, *root);
    return;
  }
  for (const YamlNode* item : root->children) load_inline(loader, *item);
}

void check_ids(Loader& loader) {
  std::map<std::string_view, std::size_t> seen;
  for (std::size_t i = 0; i < loader.suite.prompts.size(); ++i) {
    const auto [first, is_new] = seen.emplace(loader.suite.prompts[i].id, i);
    if (is_new) continue;
    loader.diagnostics.error(loader.prompt_origins[i], [&, at = first->second] {
      return fmt::format("two prompts are called '{}'; the other is at {}",
                         loader.suite.prompts[at].id, to_string(loader.prompt_origins[at]));
    });
  }
}

}  // namespace

void load_prompts(Loader& loader, const YamlNode* prompts) {
  if (prompts == nullptr) return;
  for (const YamlNode* item : require_list(loader, *prompts, "'prompts'")) {
    if (item->find("file") != nullptr) {
      load_file(loader, *item);
    } else {
      load_inline(loader, *item);
    }
  }
  check_ids(loader);
}

}  // namespace assay
