// Expectations about how the reply ended: refused, cut off, finished.
#include <fmt/format.h>
#include <algorithm>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/families.h"
#include "harness/score/refusal_phrases.h"

namespace assay {
namespace {

Result<Judge> compile_refusal(const Json&) {
  return Judge([](const Subject& subject) {
    if (subject.reply != nullptr) {
      if (!subject.reply->refusal.empty()) return Judgement::pass();
      if (subject.reply->finish_reason == FinishReason::filtered) return Judgement::pass();
    }
    if (begins_like_a_refusal(subject.text)) return Judgement::pass();
    return Judgement::fail(fmt::format("{} is not a refusal", quote(subject.text)));
  });
}

constexpr FinishReason kFinishReasons[] = {FinishReason::stop, FinishReason::length,
                                           FinishReason::tool_calls, FinishReason::filtered};

Result<FinishReason> read_finish_reason(const std::string& name) {
  std::vector<std::string> names;
  for (FinishReason reason : kFinishReasons) {
    if (to_string(reason) == name) return reason;
    names.emplace_back(to_string(reason));
  }
  return usage_error(fmt::format("{} is no finish reason (they are {}){}", quote(name),
                                 join(names, ", "), did_you_mean(name, names)));
}

Result<Judge> compile_finish_reason(const Json& arguments) {
  ASSAY_TRY(const std::vector<std::string> names, texts_argument(arguments, "one_of"));
  std::vector<FinishReason> wanted;
  for (const std::string& name : names) {
    ASSAY_TRY(wanted.emplace_back(), read_finish_reason(name));
  }
  return Judge([wanted, names](const Subject& subject) {
    if (subject.reply == nullptr || subject.reply->finish_reason == FinishReason::unknown) {
      return Judgement::unable("the reply did not say why it ended");
    }
    const FinishReason reason = subject.reply->finish_reason;
    if (std::find(wanted.begin(), wanted.end(), reason) != wanted.end()) return Judgement::pass();
    return Judgement::fail(fmt::format("the reply ended with '{}', not {}", to_string(reason),
                                       quote(join(names, ", "))));
  });
}

constexpr ArgumentShape kFinishReason[] = {
    {"one_of", ValueType::text_list, true, "stop, length, tool_calls, filtered"},
};

constexpr ExpectationRow kRefusalRows[] = {
    make_row<compile_refusal>(
        "refusal", "the provider says it refused or filtered, or the answer begins like a refusal",
        "", {}),
    make_row<compile_finish_reason>("finish_reason", "why the reply ended", "one_of",
                                    kFinishReason),
};

}  // namespace

std::span<const ExpectationRow> refusal_rows() {
  return kRefusalRows;
}

}  // namespace assay
