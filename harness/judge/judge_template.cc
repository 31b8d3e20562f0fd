#include "harness/judge/judge_template.h"

#include <array>

#include "harness/base/text.h"
#include "harness/judge/slots.h"
#include "harness/judge/texts.h"

namespace assay {
namespace {

constexpr std::array<std::string_view, 3> kSlots = {"code", "criterion", "verdict"};

}  // namespace

Result<JudgeTemplate> JudgeTemplate::parse(std::string_view text) {
  ASSAY_CHECK(check_slots(text, kSlots, "a judge's prompt"));
  return JudgeTemplate(trim(text));
}

const JudgeTemplate& JudgeTemplate::built_in() {
  static const JudgeTemplate words = parse(judge_texts::kSystem).value();
  return words;
}

const JudgeTemplate& JudgeTemplate::built_in_pair() {
  static const JudgeTemplate words = parse(judge_texts::kPair).value();
  return words;
}

std::string JudgeTemplate::render(std::string_view code, std::string_view criterion,
                                  std::string_view verdict) const {
  const std::array<std::string_view, kSlots.size()> values = {code, criterion, verdict};
  return fill_slots(text_, kSlots, values);
}

}  // namespace assay
