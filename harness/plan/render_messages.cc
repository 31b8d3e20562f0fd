#include <fmt/format.h>

#include <utility>

#include "harness/base/json.h"
#include "harness/plan/plan.h"
#include "harness/suite/turns.h"

namespace assay {
namespace {

Error in_case(const Case& asked, Error error) {
  error.message = fmt::format("case '{}': {}", asked.id, error.message);
  return error;
}

// Texts that follow one another are lines of one.
void add_text(std::string text, bool follows_text, Message& message) {
  if (follows_text && !text.empty()) message.content += '\n';
  message.content += text;
}

// `vars`: of its text; the paths of what is attached have the case's alone.
Result<Message> render_message(const MessageTemplate& from, const Case& asked, const Vars& vars) {
  Message message{from.role, {}, from.tool_calls, from.tool_call_id};
  bool follows_text = false;
  for (const PartTemplate& part : from.parts) {
    Result<std::string> text = part.text.render(part.kind ? asked.vars : vars);
    if (!text) return tl::unexpected(in_case(asked, text.error()));
    if (!part.kind) {
      add_text(std::move(*text), std::exchange(follows_text, true), message);
      continue;
    }
    follows_text = false;
    const auto media = asked.media->find(*text);  // load_attachments() has rendered it, too
    message.attachments.push_back(
        {*part.kind, message.content.size(), std::move(*text), media->second});
  }
  Result<std::string> content = from.content.render(vars);
  if (!content) return tl::unexpected(in_case(asked, content.error()));
  add_text(std::move(*content), follows_text, message);
  return message;
}

// Texts at any depth are templates, so that a value never becomes structure.
Result<Json> render_json(const Json& value, const Vars& vars) {
  if (value.is_string()) {
    ASSAY_TRY(const Template parsed, Template::parse(value.get_ref<const std::string&>()));
    ASSAY_TRY(std::string rendered, parsed.render(vars));
    return Json(std::move(rendered));
  }
  if (!value.is_structured()) return value;
  Json rendered = value;
  for (Json& item : rendered) {
    ASSAY_TRY(item, render_json(item, vars));
  }
  return rendered;
}

}  // namespace

Result<Message> render_result(const Json& result, bool is_error, const Case& asked) {
  Result<Json> rendered = render_json(result, asked.vars);
  if (!rendered) return tl::unexpected(in_case(asked, rendered.error()));
  std::string content = rendered->is_string() ? rendered->get<std::string>() : dump_json(*rendered);
  Message message{Role::tool, std::move(content), {}, {}};
  message.is_error = is_error;
  return message;
}

Result<Message> render_turn(const Case& asked, std::size_t turn, const Vars& vars) {
  const Turn& said = asked.turns[turn];
  if (!said.tool.empty()) return render_result(said.result, said.is_error, asked);
  return render_message({Role::user, said.user, {}, {}, said.parts}, asked, vars);
}

Result<Messages> render_messages(const Suite& suite, std::size_t prompt, const Case& asked) {
  Messages messages;
  for (const MessageTemplate& from : suite.prompts[prompt].messages) {
    if (says_its_own(asked) && from.role != Role::system) continue;
    ASSAY_TRY(Message message, render_message(from, asked, asked.vars));
    messages.push_back(std::move(message));
  }
  if (!asked.turns.empty()) {
    ASSAY_TRY(Message question, render_turn(asked, 0, asked.vars));
    messages.push_back(std::move(question));
  }
  if (asked.simulate != nullptr && asked.simulate->first) {
    ASSAY_TRY(Message opening,
              render_message({Role::user, *asked.simulate->first, {}, {}}, asked, asked.vars));
    messages.push_back(std::move(opening));
  }
  return messages;
}

}  // namespace assay
