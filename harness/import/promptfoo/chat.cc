// The text of a prompt: a question, or a conversation written as JSON or YAML.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/base/text.h"
#include "harness/import/promptfoo/history.h"
#include "harness/import/promptfoo/importer.h"
#include "harness/import/promptfoo/template.h"

namespace assay {
namespace {

struct ChatMessage {
  std::string role;
  std::string content;
};

// What became of a text: messages, or why there are none.
struct Chat {
  std::vector<ChatMessage> messages;
  std::optional<std::string> turn;  // what a person says in each turn, behind the history
  std::string refused;
  std::vector<std::string> notes;
  bool is_json = false;
  std::string said;  // what is as it is there, and a surprise
};

// `{{ x | dump }}` outside of quotes writes a JSON text, quotes and all.
std::string with_dumps_quoted(std::string_view text) {
  std::string out;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && in_text && i + 1 < text.size()) {
      out += text[i];
      out += text[++i];
      continue;
    }
    if (text[i] == '"') in_text = !in_text;
    const std::size_t close =
        text.substr(i).starts_with("{{") ? text.find("}}", i) : std::string_view::npos;
    if (close == std::string_view::npos) {
      out += text[i];
      continue;
    }
    std::string_view inside = trim(text.substr(i + 2, close - i - 2));
    const std::size_t pipe = inside.rfind('|');
    const bool dumps =
        pipe != std::string_view::npos && trim(inside.substr(pipe + 1)).starts_with("dump");
    if (dumps && !in_text)
      out += "\"{{" + std::string(trim(inside.substr(0, pipe))) + "}}\"";
    else
      out += text.substr(i, close + 2 - i);
    i = close + 1;
  }
  return out;
}

// The variables that it writes as JSON: `{{ x | dump }}`.
std::set<std::string> dumped_in(std::string_view text) {
  std::set<std::string> names;
  for (std::size_t open = text.find("{{"); open != text.npos; open = text.find("{{", open + 2)) {
    const std::string_view inside = text.substr(open + 2, text.find("}}", open) - open - 2);
    const std::size_t pipe = inside.find('|');
    if (pipe != inside.npos && trim(inside.substr(pipe + 1)).starts_with("dump"))
      names.emplace(trim(inside.substr(0, pipe)));
  }
  return names;
}

std::optional<Json> as_chat(Result<Json> parsed) {
  if (!parsed) return std::nullopt;
  if (parsed->is_object() && parsed->contains("messages")) parsed = Json((*parsed)["messages"]);
  if (!parsed->is_array() || parsed->empty()) return std::nullopt;
  const bool are_messages = std::all_of(parsed->begin(), parsed->end(), [](const Json& each) {
    return each.is_object() && each.contains("role") && each["role"].is_string();
  });
  return are_messages ? std::optional<Json>(std::move(*parsed)) : std::nullopt;
}

std::optional<Json> yaml_chat(std::string_view text) {
  if (!trim(text).starts_with("- role:") && text.find("\n- role:") == std::string_view::npos)
    return std::nullopt;
  const SourceFile file{"prompt", std::string(text)};
  Diagnostics ignored;
  TextBudget budget;
  const std::optional<YamlTree> tree = YamlTree::parse(file, ignored, budget);
  return tree ? as_chat(value_of(tree->root())) : std::nullopt;
}

void add_message(Chat& chat, const Json& message) {
  std::string role = message["role"].get<std::string>();
  if (role == "developer") {
    role = "system";
    chat.notes.emplace_back("a message of the role 'developer' is sent as one of the system");
  }
  if (role != "system" && role != "user" && role != "assistant") {
    chat.refused = fmt::format("a message of the role '{}'", excerpt(role, 40));
    return;
  }
  std::string content;
  const Json empty = Json("");
  const Json& written = message.contains("content") ? message["content"] : empty;
  if (written.is_string()) {
    content = written.get<std::string>();
  } else if (written.is_array()) {
    for (const Json& part : written) {
      if (!part.is_object() || part.value("type", Json("")) != "text" || !part.contains("text") ||
          !part["text"].is_string()) {
        chat.refused = "a message with parts that are no text (an image, a sound, a file)";
        return;
      }
      content += (content.empty() ? "" : "\n") + part["text"].get<std::string>();
    }
  } else {
    chat.refused = "a message whose content is no text";
    return;
  }
  for (const auto& [key, value] : message.items())
    if (key != "role" && key != "content") chat.refused = fmt::format("'{}' of a message", key);
  ImportedTemplate made = import_template(content);
  if (!made.refused.empty()) chat.refused = made.refused;
  chat.notes.insert(chat.notes.end(), made.notes.begin(), made.notes.end());
  chat.messages.push_back({role, made.text});
}

Chat read_chat(std::string_view text) {
  Chat chat;
  const std::string_view begin = trim(text);
  std::optional<Json> list;
  const bool is_json = begin.starts_with('[') || begin.starts_with('{');
  if (is_json) list = as_chat(parse_json(begin, kMaxYamlDepth));
  chat.is_json = list.has_value();
  if (!list && is_kept_by_promptfoo(text)) {
    if (yaml_chat(text))
      chat.refused = "a conversation in YAML with a tag that its line leaves open";
    chat.said =
        "a '{{', '{%' or '{#' that its line does not close makes all of it plain text, its "
        "variables too, as there";
    chat.messages.push_back({"user", as_literal_template(text)});
    return chat;
  }
  if (is_json && !list) list = as_chat(parse_json(with_dumps_quoted(begin), kMaxYamlDepth));
  if (!list) list = yaml_chat(text);
  if (list) {
    for (const Json& message : *list) add_message(chat, message);
    return chat;
  }
  if (begin.starts_with('[') && begin.find("\"role\"") != std::string_view::npos) {
    chat.refused = "a conversation in JSON that is none before its template is filled in";
    return chat;
  }
  ImportedTemplate made = import_template(text);
  chat.refused = made.refused;
  chat.notes = std::move(made.notes);
  if (is_json && parse_json(begin, kMaxYamlDepth))
    chat.notes.emplace_back("JSON that is no conversation is written anew there, values escaped");
  chat.messages.push_back({"user", made.text});
  return chat;
}

// Whether a user says one thing, and nobody but the system anything before it.
bool asks_once(const Chat& chat) {
  return !chat.messages.empty() && chat.messages.back().role == "user" &&
         std::all_of(chat.messages.begin(), chat.messages.end() - 1,
                     [](const ChatMessage& message) { return message.role == "system"; });
}

// A chat with the history in it: what stands before it, and what each turn says.
Chat read_dialogue(std::string_view text) {
  const HistoryLoop loop = take_history(text);
  Chat chat;
  chat.refused = loop.refused;
  if (!chat.refused.empty()) return chat;
  chat = read_chat(loop.rest);
  chat.is_json = false;  // with its loop it is none
  if (!chat.refused.empty()) return chat;
  if (!asks_once(chat) || loop.rest.find("role") == std::string::npos) {
    chat.refused =
        "'_conversation' beside other messages than those of the system and one of the "
        "user behind it";
    return chat;
  }
  chat.turn = std::move(chat.messages.back().content);
  // A suite's prompt has something to say to cases without turns, too.
  chat.messages.back().content = "unused: each turn says its own";
  return chat;
}

// `user`, with a `system` before it, or `messages`.
void write_messages(const std::vector<ChatMessage>& messages, YamlOut& out) {
  const bool one = messages.size() == 1 && messages[0].role == "user";
  const bool two =
      messages.size() == 2 && messages[0].role == "system" && messages[1].role == "user";
  if (one || two) {
    for (const ChatMessage& message : messages)
      out.add(message.role, YamlOut::text(message.content));
    return;
  }
  YamlOut list = YamlOut::list();
  list.block = true;
  for (const ChatMessage& message : messages) {
    YamlOut item = YamlOut::map();
    item.add("role", YamlOut::text(message.role));
    item.add("content", YamlOut::text(message.content));
    list.add(std::move(item));
  }
  out.add("messages", std::move(list));
}

bool has_prompt(const Importer& importer, std::string_view id) {
  return std::any_of(importer.prompts.begin(), importer.prompts.end(),
                     [&](const MadePrompt& prompt) { return prompt.id == id; });
}

}  // namespace

void add_prompt(Importer& importer, std::string_view text, std::string_view suggested,
                const Position& at, const YamlNode* config, std::set<std::string> names) {
  constexpr std::size_t kMostPrompts = 1'000;
  if (importer.prompts.size() >= kMostPrompts) {
    if (!std::exchange(importer.has_most_prompts, true))
      importer.account.add(at, "prompts", ImportOutcome::refused,
                           fmt::format("more than {} prompts", kMostPrompts));
    return;
  }
  std::string id = label_of(suggested);
  if (id.empty()) id = fmt::format("prompt-{}", importer.prompts.size() + 1);
  const std::string base = id;
  // The next number of a name that many have is found from the last one.
  std::size_t& number = importer.prompt_numbers.try_emplace(base, 2).first->second;
  for (; has_prompt(importer, id); ++number) id = fmt::format("{} ({})", base, number);
  const std::string what = fmt::format("prompt '{}'", excerpt(id, 60));
  if (trim(text).empty())
    return importer.account.add(at, what, ImportOutcome::refused, "it is empty");
  const std::string whole = importer.prefix + std::string(text) + importer.suffix;
  const Chat chat = has_history(whole) ? read_dialogue(whole) : read_chat(whole);
  if (!chat.refused.empty()) {
    return importer.account.add(
        at, what, ImportOutcome::refused,
        fmt::format("it has {}{}", chat.refused,
                    has_history(whole) ? "" : ", which has no counterpart in a suite's templates"));
  }
  MadePrompt made;
  made.id = id;
  made.turn = chat.turn;
  made.is_json = chat.is_json;
  made.dumped = dumped_in(whole);
  made.out.comments = comments_above(importer, at);
  made.out.add("id", YamlOut::text(id));
  write_messages(chat.messages, made.out);
  for (const ChatMessage& message : chat.messages) {
    made.variables.merge(variables_of(message.content));
    if (&message != &chat.messages.back())
      made.variables_before.merge(variables_of(message.content));
  }
  if (!made.turn && asks_once(chat)) made.question = chat.messages.back().content;
  names.insert(id);
  names.insert(std::string(text));
  made.names = std::move(names);
  if (config != nullptr) {
    MadeModel parameters;
    import_parameters(importer, *config, what, {}, parameters);
    if (!parameters.params.is_empty()) made.out.add("params", std::move(parameters.params));
  }
  importer.prompts.push_back(std::move(made));
  const bool differs = !chat.notes.empty();
  importer.account.add(at, what, differs ? ImportOutcome::approximated : ImportOutcome::native,
                       differs ? join(chat.notes, "; ") : chat.said);
}

}  // namespace assay
