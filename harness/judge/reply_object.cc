#include "harness/judge/reply_object.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "harness/base/count_text.h"
#include "harness/base/result.h"
#include "harness/base/text.h"
#include "harness/provider/quirks.h"
#include "harness/provider/reasoning.h"

namespace assay {
namespace {

tl::unexpected<std::string> no_object(std::string why) {
  return tl::unexpected(std::move(why));
}

// Why the reply is none, whatever its text says; nothing when it is one.
std::optional<std::string> broken_off(const Reply& reply, std::string_view noun) {
  if (!reply.refusal.empty()) return "refused: " + words_of_reply(reply.refusal);
  if (reply.finish_reason == FinishReason::filtered) {
    return fmt::format("refused: the reply was stopped by a filter ({})",
                       words_of_reply(reply.native_finish_reason));
  }
  if (reply.finish_reason == FinishReason::length) {
    std::string why = "cut off";
    if (reply.usage.output) why += fmt::format(" after {}", counted(*reply.usage.output, "token"));
    if (reply.usage.reasoning) why += fmt::format(", {} of them reasoning", *reply.usage.reasoning);
    return why;
  }
  if (!reply.tool_calls.empty()) {
    return fmt::format("it called the tool {} and gave no {}",
                       words_of_reply(reply.tool_calls[0].name), noun);
  }
  return std::nullopt;
}

// The answer behind a block of reasoning that the endpoint's dialect left in it.
tl::expected<std::string, std::string> without_reasoning(const Reply& reply,
                                                         std::string_view noun) {
  std::string answer(trim(reply.answer));
  SplitAnswer split = split_reasoning(answer);
  const bool has_block = !split.tag.empty() && !split.is_guess;
  if (has_block) answer = trim(split.answer);
  if (!answer.empty()) return answer;
  const bool thought = has_block || !reply.reasoning.empty();
  return no_object(thought ? fmt::format("it only reasoned and gave no {}", noun)
                           : "it said nothing");
}

// `text` without the fence that is around all of it, if there is one: ``` or ```json.
std::string_view inside_fence(std::string_view text) {
  constexpr std::string_view kFence = "```";
  if (text.size() < 2 * kFence.size() || !text.starts_with(kFence) || !text.ends_with(kFence)) {
    return text;
  }
  text = text.substr(kFence.size(), text.size() - 2 * kFence.size());
  constexpr std::string_view kLabel = "json";
  if (equals_ignoring_ascii_case(text.substr(0, kLabel.size()), kLabel)) {
    text.remove_prefix(kLabel.size());
  }
  return trim(text);
}

// Behind the object that `text` begins with, or the end where none ends.
std::size_t end_of_object(std::string_view text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        in_string = false;
      }
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}' && --depth == 0) {
      return i + 1;
    }
  }
  return text.size();
}

// The text of the one object that the answer is.
tl::expected<std::string_view, std::string> object_text(std::string_view answer,
                                                        std::string_view noun) {
  const std::string_view text = inside_fence(trim(answer));
  if (!text.starts_with('{')) {
    return no_object("it said " + words_of_reply(text) + ", not a JSON object");
  }
  const std::size_t end = end_of_object(text);
  const std::string_view rest = trim(text.substr(end));
  if (rest.empty()) return text.substr(0, end);
  if (rest.starts_with('{'))
    return no_object(fmt::format("two {}s: {}", noun, words_of_reply(text)));
  return no_object(fmt::format("words follow the {}: {}", noun, words_of_reply(rest)));
}

// The object, whose values are no lists or maps. A name that comes twice is refused: the
// parser would keep the last one.
tl::expected<Json, std::string> flat_object(std::string_view text, std::string_view noun) {
  Result<Json> object = parse_json(text);
  if (!object) return no_object(object.error().message + ": " + words_of_reply(text));
  if (std::any_of(object->begin(), object->end(),
                  [](const Json& v) { return v.is_structured(); })) {
    return no_object(
        fmt::format("a {} has no lists or maps inside: {}", noun, words_of_reply(text)));
  }
  std::size_t names = 0;
  const auto count = [&names](int, Json::parse_event_t event, const Json&) {
    if (event == Json::parse_event_t::key) ++names;
    return true;
  };
  if (Json::parse(text, count).size() != names) {
    return no_object("a name comes twice in " + words_of_reply(text));
  }
  return std::move(*object);
}

// Whether text that may be a part of the answer gives another verdict than `said`.
bool says_otherwise(std::string_view text, std::string_view key, const Json& said) {
  const std::string name = '"' + std::string(key) + '"';
  const std::string value = dump_json(said);
  const auto skip_to = [&text](std::size_t at) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n", at), text.size()));
  };
  for (std::size_t at = text.find(name); at != text.npos; at = text.find(name)) {
    skip_to(at + name.size());
    if (!text.starts_with(':')) continue;
    skip_to(1);
    const bool is_same = text.starts_with(value) &&
                         (text.size() == value.size() || !is_ascii_digit(text[value.size()]));
    if (!is_same) return true;
  }
  return false;
}

}  // namespace

std::string words_of_reply(std::string_view text) {
  constexpr std::size_t kMost = 120;  // code points
  return fmt::format("'{}'", excerpt(text, kMost));
}

bool may_have_said_otherwise(const Reply& reply, std::string_view key, const Json& said) {
  return has_guessed_reasoning(reply) && says_otherwise(reply.reasoning, key, said);
}

tl::expected<std::string, std::string> words_of(const Reply& reply, std::string_view noun) {
  if (std::optional<std::string> why = broken_off(reply, noun)) return no_object(std::move(*why));
  return without_reasoning(reply, noun);
}

tl::expected<ReplyObject, std::string> read_reply_object(const Reply& reply,
                                                         std::string_view noun) {
  ASSAY_TRY(const std::string answer, words_of(reply, noun));
  ASSAY_TRY(const std::string_view text, object_text(answer, noun));
  ASSAY_TRY(Json object, flat_object(text, noun));
  return ReplyObject{std::string(text), std::move(object)};
}

}  // namespace assay
