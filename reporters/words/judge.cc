#include "reporters/words/judge.h"

#include <fmt/format.h>

#include "harness/base/count_text.h"
#include "harness/base/text.h"
#include "reporters/words/display.h"

namespace assay {

std::string canaries_text(const JudgeSummary::Canaries& canaries) {
  return fmt::format("{} of {} turned", canaries.flips, canaries.asked);
}

std::string judge_text(const JudgeSummary& judge) {
  std::string text = fmt::format(
      "{} ({}): {}", judge.name, judge.model_id,
      judge.embeds ? counted(judge.calls, "text") + " embedded" : counted(judge.calls, "call"));
  if (judge.errors > 0)
    text += fmt::format(", {} without a {}", judge.errors,
                        judge.plays_user ? "message"
                        : judge.embeds   ? "vector"
                                         : "verdict");
  if (judge.cost) text += ", " + usd_text(*judge.cost);
  if (judge.canaries) text += "; asked again, " + canaries_text(*judge.canaries);
  if (judge.pairs) text += "; " + pairs_text(judge);
  if (!judge.gold) return text;
  const JudgeSummary::Gold& gold = *judge.gold;
  text += fmt::format("; by {} sensitivity {}, specificity {}", counted(gold.count, "label"),
                      show_rate(gold.sensitivity), show_rate(gold.specificity));
  if (gold.kappa.value) text += ", kappa " + format_fixed(*gold.kappa.value, 2);
  return text;
}

std::string pairs_text(const JudgeSummary& judge) {
  if (!judge.pairs) return "";
  const JudgeSummary::Pairs& pairs = *judge.pairs;
  std::string text =
      fmt::format("of {} {} in conflict", counted(pairs.count, "pair"), pairs.disagreed);
  if (pairs.p)
    text += fmt::format(": {} for the first, {} for the last, p {}", pairs.first, pairs.last,
                        show_p(pairs.p));
  return text;
}

}  // namespace assay
