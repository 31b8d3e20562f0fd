#include "harness/judge/user.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "harness/base/count_text.h"
#include "harness/base/key.h"
#include "harness/base/text.h"
#include "harness/judge/block.h"
#include "harness/judge/reply_object.h"
#include "harness/judge/slots.h"
#include "harness/judge/texts.h"

namespace assay {
namespace {

constexpr std::array<std::string_view, 3> kUserSlots = {"code", "goal", "form"};

constexpr std::string_view kForm =
    R"({"message": text, "status": "continue"} to say the message to the assistant; )"
    R"({"message": "", "status": "reached"} once it has given you what you want, )"
    R"({"message": "", "status": "gave_up"} once you see that it will not)";

constexpr std::string_view kBeforeAll =
    "Nothing was said yet. Say the first thing to the assistant.";
constexpr std::string_view kAfterReply =
    "That is what the assistant said. Go on as the user, and reply with the JSON object alone.";

std::string line_json(std::string_view text) {
  Json line = Json::object();
  line["message"] = text;
  line["status"] = "continue";
  return dump_json(line);
}

std::string code_of(std::string_view goal, const Messages& talk) {
  KeyBuilder fields;
  fields.add("assay simulated user delimiter").add(goal);
  for (const Message& message : talk)
    fields.add(static_cast<std::int64_t>(message.role)).add(message.content);
  return delimiter_code(fields);
}

// What the assistant said between two lines of the user; a call of a tool says nothing.
bool is_shown(const Message& message) {
  return message.role == Role::assistant &&
         (!message.content.empty() || message.tool_calls.empty());
}

}  // namespace

Result<UserTemplate> UserTemplate::parse(std::string_view text) {
  ASSAY_CHECK(check_slots(text, kUserSlots, "a simulated user's prompt"));
  return UserTemplate(trim(text));
}

const UserTemplate& UserTemplate::built_in() {
  static const UserTemplate words = parse(judge_texts::kUser).value();
  return words;
}

std::string UserTemplate::render(std::string_view code, std::string_view goal) const {
  const std::array<std::string_view, kUserSlots.size()> values = {code, goal, kForm};
  return fill_slots(text_, kUserSlots, values);
}

Messages user_messages(const UserTemplate& words, std::string_view goal, const Messages& talk) {
  const std::string code = code_of(goal, talk);
  std::string block_of_goal = block("goal", goal, code);
  block_of_goal.pop_back();  // the template ends the line
  Messages messages{{Role::system, words.render(code, block_of_goal), {}, {}}};
  std::string said_to_it(kBeforeAll);
  for (const Message& message : talk) {
    if (message.role == Role::user) {
      messages.push_back({Role::user, std::exchange(said_to_it, {}), {}, {}});
      messages.push_back({Role::assistant, line_json(message.content), {}, {}});
    } else if (is_shown(message)) {
      said_to_it += block("reply", message.content, code) + "\n";
    }
  }
  if (!talk.empty()) said_to_it += kAfterReply;
  messages.push_back({Role::user, std::move(said_to_it), {}, {}});
  return messages;
}

Json user_response_format() {
  const Json schema = {
      {"type", "object"},
      {"properties",
       {{"message", {{"type", "string"}}},
        {"status", {{"type", "string"}, {"enum", {"continue", "reached", "gave_up"}}}}}},
      {"required", {"message", "status"}},
      {"additionalProperties", false},
  };
  return {{"type", "json_schema"},
          {"json_schema", {{"name", "user"}, {"strict", true}, {"schema", schema}}}};
}

tl::expected<UserLine, std::string> read_user_line(const Reply& reply, bool has_begun,
                                                   std::size_t most_bytes) {
  const auto none = [](std::string why) { return tl::unexpected(std::move(why)); };
  ASSAY_TRY(const ReplyObject said, read_reply_object(reply, "message"));
  const auto quoted = [&] { return fmt::format("'{}'", excerpt(said.text, 120)); };
  for (const char* const name : {"message", "status"})
    if (!said.object.contains(name)) return none(fmt::format("it has no '{}': {}", name, quoted()));
  if (said.object.size() > 2) return none("it has more than a message and a status: " + quoted());
  const Json& message = said.object.at("message");
  if (!message.is_string()) return none("its message is no text: " + quoted());
  const Json& status = said.object.at("status");
  if (may_have_said_otherwise(reply, "status", status))
    return none("what a tag alone makes its reasoning has another status than " + quoted());
  if (status == "reached" || status == "gave_up") {
    if (!has_begun) return none("it left before anything was said: " + quoted());
    return UserLine{message.get<std::string>(),
                    status == "reached" ? UserEnd::reached : UserEnd::gave_up};
  }
  if (status != "continue")
    return none(fmt::format("the status is '{}', not one of continue, reached, gave_up",
                            excerpt(dump_json(status), 60)));
  UserLine line{message.get<std::string>(), UserEnd::stays};
  if (trim(line.text).empty()) return none("its message is empty");
  if (line.text.size() > most_bytes)
    return none(fmt::format("its message has {}, and at most {} are sent",
                            counted(static_cast<std::int64_t>(line.text.size()), "byte"),
                            most_bytes));
  return line;
}

}  // namespace assay
