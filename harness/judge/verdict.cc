#include "harness/judge/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/base/text.h"
#include "harness/judge/reply_object.h"
#include "harness/provider/quirks.h"

namespace assay {
namespace {

tl::unexpected<std::string> no_verdict(std::string why) {
  return tl::unexpected(std::move(why));
}

tl::expected<JudgeVerdict, std::string> labelled(const Json& said, const VerdictShape& shape) {
  std::vector<std::string> names;
  for (const VerdictLabel& label : labels_of(shape)) {
    if (said.is_string() && said == label.name) {
      return JudgeVerdict{{}, label.value, label.passes, std::nullopt, label.name};
    }
    names.push_back(label.name);
  }
  return no_verdict(fmt::format("the verdict is {}, not one of {}", words_of_reply(dump_json(said)),
                                join(names, ", ")));
}

tl::expected<JudgeVerdict, std::string> scored(const Json& said, std::pair<int, int> scale) {
  const auto [low, high] = scale;
  // A whole number may be written 4.0: so does JSON Schema have it.
  const double score = said.is_number() ? said.get<double>() : NAN;
  if (!(score >= low && score <= high) || score != std::floor(score)) {
    return no_verdict(fmt::format("the score is {}, not a whole number from {} to {}",
                                  words_of_reply(dump_json(said)), low, high));
  }
  const auto whole = static_cast<std::int64_t>(score);
  const double value = static_cast<double>(whole - low) / (high - low);  // of -0.0 it is 0
  return JudgeVerdict{{}, value, false, whole, {}};
}

}  // namespace

tl::expected<JudgeVerdict, std::string> read_verdict(const Reply& reply,
                                                     const VerdictShape& shape) {
  ASSAY_TRY(const ReplyObject whole, read_reply_object(reply, "verdict"));
  const auto& [text, object] = whole;

  const std::string_view key = shape.scale ? "score" : "verdict";
  for (const std::string_view name : {std::string_view("reason"), key}) {
    if (!object.contains(name)) {
      return no_verdict(fmt::format("it has no '{}': {}", name, words_of_reply(text)));
    }
  }
  if (object.size() > 2) {
    return no_verdict(
        fmt::format("it has more than a reason and a {}: {}", key, words_of_reply(text)));
  }
  const Json& reason = object.at("reason");
  if (!reason.is_string()) return no_verdict("its reason is no text: " + words_of_reply(text));

  const Json& said = object.at(std::string(key));
  ASSAY_TRY(JudgeVerdict verdict, shape.scale ? scored(said, *shape.scale) : labelled(said, shape));
  if (may_have_said_otherwise(reply, key, said)) {
    return no_verdict("two verdicts: what a tag alone makes its reasoning says otherwise than " +
                      words_of_reply(text));
  }
  verdict.reason = reason.get<std::string>();
  return verdict;
}

ReplyForm form_of(const Reply& reply, std::span<const VerdictShape> shapes) {
  const tl::expected<std::string, std::string> words = words_of(reply, "verdict");
  if (!words || has_guessed_reasoning(reply)) return ReplyForm::unknown;
  const bool is_verdict = std::any_of(shapes.begin(), shapes.end(), [&](const VerdictShape& shape) {
    return read_verdict(reply, shape).has_value();
  });
  if (!is_verdict) return ReplyForm::other;
  return trim(*words).starts_with('{') ? ReplyForm::exact : ReplyForm::fenced;
}

std::string verdict_text(const JudgeVerdict& verdict) {
  return verdict.score ? std::to_string(*verdict.score) : verdict.label;
}

}  // namespace assay
