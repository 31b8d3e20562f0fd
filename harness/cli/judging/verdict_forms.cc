#include "harness/cli/judging/verdict_forms.h"

#include <fmt/format.h>

#include <utility>

#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "harness/judge/verdict.h"
#include "harness/report/summary/schema.h"

namespace assay {
namespace {

constexpr std::size_t kQuoted = 80;  // code points of a judge's words

}  // namespace

std::string VerdictForms::name_of(const JudgeModel& judge) const {
  return fmt::format("judge '{}' ({}:{})", judge.name, suite_.providers[judge.model.provider].name,
                     judge.model.id);
}

std::string VerdictForms::take(std::size_t call, const Reply& reply) {
  const JudgeCall& asked = calls_.all()[call];
  const JudgeModel& model = suite_.judges[asked.judge];
  if (model.embeds) return "";
  const ReplyForm form = form_of(reply, {&asked.shape, 1});
  if (form == ReplyForm::unknown) return "";
  Judge& judge = judges_[asked.judge];
  const std::string said = excerpt(reply.answer, kQuoted);
  if (form != ReplyForm::exact && !judge.is_noted && asked.asks_schema() &&
      was_sent_schema(reply)) {
    ASSAY_MARK("judge.ignores_schema");
    judge.is_noted = true;
    notes_.push_back(
        fmt::format("{}: its server took a JSON schema and did not keep to it; it said '{}'. {}",
                    name_of(model), said, kSchemaAdvice));
  }
  if (form != ReplyForm::other) {
    judge.has_verdict = true;
    return "";
  }
  if (judge.has_verdict || ++judge.others != kMostWithoutVerdict) return "";
  ASSAY_MARK("judge.given_up");
  notes_.push_back(fmt::format(
      "{}: {} replies and no verdict, so it is asked no further; it said '{}'. What it was to "
      "judge are errors, and the same assay run asks again",
      name_of(model), judge.others, said));
  return fmt::format("not asked any more: {} replies and no verdict, the last '{}'", judge.others,
                     said);
}

std::vector<std::string> VerdictForms::take_notes() {
  return std::exchange(notes_, {});
}

}  // namespace assay
