#include "harness/suite/row_turns.h"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <string_view>
#include <utility>

#include "harness/base/text.h"
#include "harness/suite/row_map.h"
#include "harness/suite/template.h"
#include "harness/suite/turns.h"
#include "harness/yaml/fields.h"

namespace assay {
namespace {

const Json* field_of(const Json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found != object.end() && !found->is_null() ? &*found : nullptr;
}

std::string text_field(const Json& object, const char* name) {
  const Json* found = field_of(object, name);
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
}

// A template that renders to `text`, braces and all.
std::string literal(std::string_view text) {
  constexpr std::string_view kOpen = "{{";
  std::string source;
  for (std::size_t at = text.find(kOpen); at != std::string_view::npos; at = text.find(kOpen)) {
    source += std::string(text.substr(0, at)) + "{{\"{{\"}}";
    text.remove_prefix(at + kOpen.size());
  }
  return source += text;
}

// The text of a message: one, or its parts where all of them are texts.
Result<std::string> text_of(const Json& message) {
  const Json* content = field_of(message, "content");
  if (content == nullptr) return usage_error("it has no 'content'");
  if (content->is_string()) return content->get<std::string>();
  if (!content->is_array())
    return usage_error("its 'content' is neither a text nor a list of parts");
  std::string text;
  for (const Json& part : *content) {
    const Json* words = field_of(part, "text");
    const std::string type = text_field(part, "type");
    if (words == nullptr || !words->is_string())
      return usage_error(fmt::format(
          "a part of its 'content' is no text{}: write such a case out, with its files beside "
          "'user'",
          type.empty() ? "" : fmt::format(" but '{}'", excerpt(type, 40))));
    text += words->get<std::string>();
  }
  return text;
}

// Reads one conversation, message by message.
class Conversation {
 public:
  Conversation(bool leaves_out_system, bool leaves_out_greeting)
      : leaves_out_system_(leaves_out_system), leaves_out_greeting_(leaves_out_greeting) {}

  Result<void> add(const Json& message) {
    if (!message.is_object()) return usage_error("it is no object with 'role' and 'content'");
    const Json* role = field_of(message, "role");
    if (role == nullptr || !role->is_string()) return usage_error("it has no 'role'");
    if (*role == "user") return add_user(message);
    if (*role == "assistant") return add_assistant(message);
    if (*role == "tool") return add_result(message);
    if (*role == "system" || *role == "developer") return add_system();
    return usage_error(
        fmt::format("its role is '{}', not one of user, assistant, tool, system, developer",
                    excerpt(role->get_ref<const std::string&>(), 40)));
  }

  std::vector<Turn> take() { return std::move(turns_); }

 private:
  enum class Last { nobody, user, assistant, tool };

  Result<void> add_system() {
    if (leaves_out_system_) return {};
    return usage_error(
        "it is a system message, and a dialogue has those of its prompt: say it there (a 'map' "
        "makes it a variable), and here 'leave_out: [system]'");
  }

  Result<void> add_user(const Json& message) {
    if (last_ == Last::user || last_ == Last::tool)
      return usage_error(
          "nothing of the assistant is between it and the one before: each is a turn, which the "
          "model answers");
    ASSAY_TRY(const std::string text, text_of(message));
    if (trim(text).empty()) return usage_error("it says nothing");
    Turn turn;
    ASSAY_TRY(turn.user, Template::parse(literal(text)));
    last_ = Last::user;
    return push(std::move(turn));
  }

  // What it says is the tested model's to say; what it calls names the results.
  Result<void> add_assistant(const Json& message) {
    if (last_ == Last::nobody && !leaves_out_greeting_)
      return usage_error(
          "the assistant speaks first, and a dialogue begins with its user: 'leave_out: "
          "[greeting]' leaves out what is said before");
    if (last_ == Last::nobody) return {};
    last_ = Last::assistant;
    const Json* calls = field_of(message, "tool_calls");
    if (calls == nullptr) return {};
    if (!calls->is_array()) return usage_error("its 'tool_calls' are no list");
    for (const Json& call : *calls) {
      const Json* function = field_of(call, "function");
      std::string name = function != nullptr && function->is_object()
                             ? text_field(*function, "name")
                             : text_field(call, "function");
      if (name.empty()) name = text_field(call, "name");
      if (name.empty()) return usage_error("one of its 'tool_calls' has no name");
      called_[text_field(call, "id")] = std::move(name);
    }
    return {};
  }

  Result<void> add_result(const Json& message) {
    if (last_ != Last::assistant && last_ != Last::tool)
      return usage_error("it is the result of a tool, and the assistant before it called none");
    Turn turn;
    turn.tool = name_of_tool(message);
    if (turn.tool.empty())
      return usage_error(
          "it is the result of a tool without a name: it has none in 'name', and its "
          "'tool_call_id' is of no call before it");
    ASSAY_TRY(const std::string text, text_of(message));
    turn.result = literal(text);
    turn.is_error = field_of(message, "error") != nullptr;
    last_ = Last::tool;
    return push(std::move(turn));
  }

  std::string name_of_tool(const Json& message) const {
    for (const char* const field : {"name", "function"})
      if (std::string name = text_field(message, field); !name.empty()) return name;
    const auto called = called_.find(text_field(message, "tool_call_id"));
    return called != called_.end() ? called->second : "";
  }

  Result<void> push(Turn turn) {
    static const auto kNothing = std::make_shared<const Expectations>();
    turn.expect = kNothing;
    if (turns_.size() == kMaxTurns)
      return usage_error(fmt::format("it is one too many: {} turns at most", kMaxTurns));
    turns_.push_back(std::move(turn));
    return {};
  }

  bool leaves_out_system_;
  bool leaves_out_greeting_;
  Last last_ = Last::nobody;
  std::map<std::string, std::string> called_;  // names of tools, by the id of the call
  std::vector<Turn> turns_;
};

}  // namespace

std::optional<RowTurns> RowTurns::read(const YamlNode& node, Diagnostics& diagnostics) {
  const Fields fields(node, {"turns"}, {"from", "leave_out"}, diagnostics);
  if (!fields.is_map() || fields.require("from") == nullptr) return std::nullopt;
  RowTurns turns;
  turns.field_ = fields.text("from").value_or("");
  if (turns.field_.empty()) {
    diagnostics.error(fields.find("from")->position(),
                      "'from' names the field of a row that holds its conversation");
    return std::nullopt;
  }
  const YamlNode* left_out = fields.find("leave_out");
  if (left_out == nullptr) return turns;
  const auto refuse = [&](const YamlNode& at) -> std::optional<RowTurns> {
    diagnostics.error(
        at.position(),
        "'leave_out' is a list of what of a conversation is no turn: system, greeting");
    return std::nullopt;
  };
  if (!left_out->is_list() || left_out->children.empty()) return refuse(*left_out);
  for (const YamlNode* each : left_out->children) {
    if (!each->is_scalar() || (each->text != "system" && each->text != "greeting"))
      return refuse(*each);
    (each->text == "system" ? turns.leaves_out_system_ : turns.leaves_out_greeting_) = true;
  }
  return turns;
}

Result<std::vector<Turn>> RowTurns::of(const Vars& row) const {
  const std::string name = excerpt(field_, 60);
  Json inside;
  const Json* conversation = find_in_row(row, field_, inside);
  if (conversation == nullptr)
    return usage_error(fmt::format("the row has no field '{}', which 'turns' are from", name));
  Json parsed;
  if (conversation->is_string()) {
    Result<Json> read = parse_json(conversation->get_ref<const std::string&>());
    if (read) parsed = std::move(*read);
    conversation = &parsed;
  }
  if (!conversation->is_array())
    return usage_error(
        fmt::format("'{}' of the row is no conversation: 'turns' are from a list of messages, or a "
                    "text that is "
                    "one as JSON",
                    name));
  Conversation reader(leaves_out_system_, leaves_out_greeting_);
  for (std::size_t i = 0; i < conversation->size(); ++i) {
    const Result<void> added = reader.add((*conversation)[i]);
    if (!added)
      return usage_error(
          fmt::format("message {} of '{}' of the row: {}", i + 1, name, added.error().message));
  }
  std::vector<Turn> turns = reader.take();
  if (turns.empty())
    return usage_error(fmt::format("'{}' of the row has no message of a user", name));
  return turns;
}

}  // namespace assay
