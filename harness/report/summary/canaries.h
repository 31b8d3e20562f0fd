// Whether a judge still says what it said: stored verdicts that a run asked for again.
// docs/judges.md, "Canaries".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/key.h"
#include "harness/base/result.h"
#include "harness/report/manifest/manifest.h"
#include "harness/report/report.h"
#include "harness/store/store.h"

namespace assay {

// Chance turns as many verdicts as raise an alarm in no more than so many runs.
inline constexpr double kFalseAlarms = 0.01;

// Of the call by which a run asks for a stored verdict again: no other call has it.
Key canary_key(const ManifestCanary& canary, std::string_view run_id);

// Whether `reply` says something else. So it does without a verdict, for there was one; on a
// scale, with a score that moved by more than a quarter of it.
bool has_turned(const ManifestCanary& canary, const Reply& reply);

// What the canaries of each of the manifest's judges have said, as far as the Store has it.
// Nothing for a judge for which none was chosen.
Result<std::vector<std::optional<JudgeSummary::Canaries>>> read_canaries(Store& store,
                                                                         const Manifest& manifest,
                                                                         std::string_view run_id);

// "5 of 20 stored verdicts came out otherwise when they were asked for again": what an alarm
// says, and what to do about it.
std::string alarm_text(const JudgeSummary::Canaries& canaries);

}  // namespace assay
