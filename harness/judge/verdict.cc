#include "harness/judge/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/count_text.h"
#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/base/text.h"
#include "harness/provider/quirks.h"
#include "harness/provider/reasoning.h"

namespace assay {
namespace {

constexpr std::size_t kQuoted = 120;  // code points of a judge's words in an error

tl::unexpected<std::string> no_verdict(std::string why) {
  return tl::unexpected(std::move(why));
}

std::string in_quotes(std::string_view text) {
  return fmt::format("'{}'", excerpt(text, kQuoted));
}

// Why the reply is none, whatever its text says; nothing when it is one.
std::optional<std::string> broken_off(const Reply& reply) {
  if (!reply.refusal.empty()) return "refused: " + in_quotes(reply.refusal);
  if (reply.finish_reason == FinishReason::filtered) {
    return fmt::format("refused: the reply was stopped by a filter ({})",
                       in_quotes(reply.native_finish_reason));
  }
  if (reply.finish_reason == FinishReason::length) {
    std::string why = "cut off";
    if (reply.usage.output) why += fmt::format(" after {}", counted(*reply.usage.output, "token"));
    if (reply.usage.reasoning) why += fmt::format(", {} of them reasoning", *reply.usage.reasoning);
    return why;
  }
  if (!reply.tool_calls.empty()) {
    return "it called the tool " + in_quotes(reply.tool_calls[0].name) + " and gave no verdict";
  }
  return std::nullopt;
}

// The answer behind a block of reasoning that the endpoint's dialect left in it.
tl::expected<std::string, std::string> without_reasoning(const Reply& reply) {
  std::string answer(trim(reply.answer));
  SplitAnswer split = split_reasoning(answer);
  const bool has_block = !split.tag.empty() && !split.is_guess;
  if (has_block) answer = trim(split.answer);
  if (!answer.empty()) return answer;
  const bool thought = has_block || !reply.reasoning.empty();
  return no_verdict(thought ? "it only reasoned and gave no verdict" : "it said nothing");
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
tl::expected<std::string_view, std::string> object_text(std::string_view answer) {
  const std::string_view text = inside_fence(trim(answer));
  if (!text.starts_with('{')) {
    return no_verdict("it said " + in_quotes(text) + ", not a JSON object");
  }
  const std::size_t end = end_of_object(text);
  const std::string_view rest = trim(text.substr(end));
  if (rest.empty()) return text.substr(0, end);
  if (rest.starts_with('{')) return no_verdict("two verdicts: " + in_quotes(text));
  return no_verdict("words follow the verdict: " + in_quotes(rest));
}

// The object, whose values are no lists or maps. A name that comes twice is refused: the
// parser would keep the last one.
tl::expected<Json, std::string> flat_object(std::string_view text) {
  Result<Json> object = parse_json(text);
  if (!object) return no_verdict(object.error().message + ": " + in_quotes(text));
  if (std::any_of(object->begin(), object->end(),
                  [](const Json& v) { return v.is_structured(); })) {
    return no_verdict("a verdict has no lists or maps inside: " + in_quotes(text));
  }
  std::size_t names = 0;
  const auto count = [&names](int, Json::parse_event_t event, const Json&) {
    if (event == Json::parse_event_t::key) ++names;
    return true;
  };
  if (Json::parse(text, count).size() != names) {
    return no_verdict("a name comes twice in " + in_quotes(text));
  }
  return std::move(*object);
}

tl::expected<JudgeVerdict, std::string> labelled(const Json& said, const VerdictShape& shape) {
  std::vector<std::string> names;
  for (const VerdictLabel& label : labels_of(shape)) {
    if (said.is_string() && said == label.name) {
      return JudgeVerdict{{}, label.value, label.passes, std::nullopt, label.name};
    }
    names.push_back(label.name);
  }
  return no_verdict(fmt::format("the verdict is {}, not one of {}", in_quotes(dump_json(said)),
                                join(names, ", ")));
}

tl::expected<JudgeVerdict, std::string> scored(const Json& said, std::pair<int, int> scale) {
  const auto [low, high] = scale;
  // A whole number may be written 4.0: so does JSON Schema have it.
  const double score = said.is_number() ? said.get<double>() : NAN;
  if (!(score >= low && score <= high) || score != std::floor(score)) {
    return no_verdict(fmt::format("the score is {}, not a whole number from {} to {}",
                                  in_quotes(dump_json(said)), low, high));
  }
  const auto whole = static_cast<std::int64_t>(score);
  const double value = static_cast<double>(whole - low) / (high - low);  // of -0.0 it is 0
  return JudgeVerdict{{}, value, false, whole, {}};
}

}  // namespace

tl::expected<JudgeVerdict, std::string> read_verdict(const Reply& reply,
                                                     const VerdictShape& shape) {
  if (std::optional<std::string> why = broken_off(reply)) return no_verdict(std::move(*why));
  ASSAY_TRY(const std::string answer, without_reasoning(reply));
  ASSAY_TRY(const std::string_view text, object_text(answer));
  ASSAY_TRY(const Json object, flat_object(text));

  const std::string_view key = shape.scale ? "score" : "verdict";
  for (const std::string_view name : {std::string_view("reason"), key}) {
    if (!object.contains(name)) {
      return no_verdict(fmt::format("it has no '{}': {}", name, in_quotes(text)));
    }
  }
  if (object.size() > 2) {
    return no_verdict(fmt::format("it has more than a reason and a {}: {}", key, in_quotes(text)));
  }
  const Json& reason = object.at("reason");
  if (!reason.is_string()) return no_verdict("its reason is no text: " + in_quotes(text));

  const Json& said = object.at(std::string(key));
  ASSAY_TRY(JudgeVerdict verdict, shape.scale ? scored(said, *shape.scale) : labelled(said, shape));
  // A reply that ends in a quoted "</think>" and verdict looks as if it had reasoned till then.
  if (has_guessed_reasoning(reply) && says_otherwise(reply.reasoning, key, said)) {
    return no_verdict("two verdicts: what a tag alone makes its reasoning says otherwise than " +
                      in_quotes(text));
  }
  verdict.reason = reason.get<std::string>();
  return verdict;
}

ReplyForm form_of(const Reply& reply, std::span<const VerdictShape> shapes) {
  if (broken_off(reply) || has_guessed_reasoning(reply)) return ReplyForm::unknown;
  const tl::expected<std::string, std::string> answer = without_reasoning(reply);
  if (!answer) return ReplyForm::unknown;
  const bool is_verdict = std::any_of(shapes.begin(), shapes.end(), [&](const VerdictShape& shape) {
    return read_verdict(reply, shape).has_value();
  });
  if (!is_verdict) return ReplyForm::other;
  return trim(*answer).starts_with('{') ? ReplyForm::exact : ReplyForm::fenced;
}

std::string verdict_text(const JudgeVerdict& verdict) {
  return verdict.score ? std::to_string(*verdict.score) : verdict.label;
}

}  // namespace assay
