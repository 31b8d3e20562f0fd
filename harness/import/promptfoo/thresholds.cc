// Tests whose threshold is not that of the suite: what decides them is a group of their assertions.
#include <fmt/format.h>

#include <algorithm>

#include "harness/import/promptfoo/importer.h"

namespace assay {
namespace {

bool expects(const Importer& importer, const TestDraft& draft) {
  if (!draft.refused.empty()) return false;
  return !draft.assertions.empty() ||
         (draft.takes_defaults && !importer.defaults.assertions.empty());
}

// All of a test's assertions as one: those that are enough.
void group(Importer& importer, TestDraft& draft) {
  AssertionDraft whole;
  whole.at = draft.at;
  whole.place = "threshold";
  whole.value = {{"type", "assert-set"}, {"assert", Json::array()}};
  whole.value["threshold"] = *draft.threshold;
  whole.parts = std::move(draft.assertions);
  if (draft.takes_defaults)
    whole.parts.insert(whole.parts.end(), importer.defaults.assertions.begin(),
                       importer.defaults.assertions.end());
  for (const AssertionDraft& part : whole.parts) {
    whole.value["assert"].push_back(part.value);
    if (part.grader == nullptr) continue;
    if (whole.grader != nullptr && whole.grader != part.grader)
      whole.refused = "its assertions have different graders, and its threshold makes one of them";
    whole.grader = part.grader;
  }
  draft.takes_defaults = false;
  draft.assertions.clear();
  draft.assertions.push_back(std::move(whole));
}

}  // namespace

void settle_thresholds(Importer& importer) {
  std::set<std::optional<double>> different;
  for (const TestDraft& draft : importer.drafts)
    if (expects(importer, draft)) different.insert(draft.threshold);
  const bool has_turns =
      std::any_of(importer.prompts.begin(), importer.prompts.end(),
                  [](const MadePrompt& prompt) { return prompt.turn.has_value(); }) ||
      std::any_of(importer.drafts.begin(), importer.drafts.end(),
                  [](const TestDraft& draft) { return draft.chain > 0; });
  // The score of a dialogue is that of all its turns, so that no rule of the suite is its.
  if (different.size() < 2 && !has_turns) return;
  for (TestDraft& draft : importer.drafts) {
    if (!expects(importer, draft) || !draft.threshold) continue;
    group(importer, draft);
    draft.threshold.reset();
  }
}

}  // namespace assay
