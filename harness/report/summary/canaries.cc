#include "harness/report/summary/canaries.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>

#include "harness/base/mark.h"
#include "harness/judge/verdict.h"
#include "harness/stats/proportion.h"

namespace assay {
namespace {

// Neighbouring marks are noise.
constexpr double kMostDrift = 0.25;  // of a scale

bool is_far(const std::string& before, std::int64_t now, std::pair<int, int> scale) {
  std::int64_t mark = 0;
  const auto [end, failed] = std::from_chars(before.data(), before.data() + before.size(), mark);
  if (failed != std::errc() || end != before.data() + before.size()) return true;
  const auto range = static_cast<double>(std::int64_t{scale.second} - scale.first);
  return static_cast<double>(std::abs(now - mark)) > kMostDrift * range;
}

}  // namespace

bool has_turned(const ManifestCanary& canary, const Reply& reply) {
  const auto verdict = read_verdict(reply, canary.shape);
  if (!verdict) return true;
  if (canary.shape.scale && verdict->score)
    return is_far(canary.said, *verdict->score, *canary.shape.scale);
  return verdict_text(*verdict) != canary.said;
}

Key canary_key(const ManifestCanary& canary, std::string_view run_id) {
  return KeyBuilder().add("canary").add(run_id).add(canary.call).finish();
}

Result<std::vector<std::optional<JudgeSummary::Canaries>>> read_canaries(Store& store,
                                                                         const Manifest& manifest,
                                                                         std::string_view run_id) {
  std::vector<std::optional<JudgeSummary::Canaries>> all(manifest.judges.size());
  for (const ManifestCanary& canary : manifest.canaries) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (manifest.judges[i].name != canary.judge) continue;
      if (!all[i]) all[i] = JudgeSummary::Canaries{0, 0, 0};
      ASSAY_TRY(const std::optional<StoredReply> said,
                store.find_reply(canary_key(canary, run_id)));
      if (!said) continue;
      ++all[i]->asked;
      if (has_turned(canary, said->reply)) ++all[i]->flips;
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i]) continue;
    all[i]->alarm_at = surprising_count(all[i]->asked, manifest.judges[i].flips, kFalseAlarms);
    if (all[i]->is_alarm()) ASSAY_MARK("judge.drifted");
  }
  return all;
}

std::string alarm_text(const JudgeSummary::Canaries& canaries) {
  return fmt::format(
      "{} of {} stored verdicts came out otherwise when they were asked for again, which chance "
      "does not explain: it is not the judge that it was; ask everything again (--no-cache)",
      canaries.flips, canaries.asked);
}

}  // namespace assay
