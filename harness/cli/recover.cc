#include "harness/cli/recover.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "harness/provider/price.h"

namespace assay {
namespace {

// The plan's variant that the run knows by this index; nullptr where it is gone.
const Variant* variant_of(const RunRecord& run, std::uint32_t index, const Plan& plan) {
  const Json variants = run.manifest.value("variants", Json::array());
  if (index >= variants.size()) return nullptr;
  const std::string id = variants[index].value("id", "");
  const auto found = std::find_if(plan.variants.begin(), plan.variants.end(),
                                  [&](const Variant& each) { return each.id == id; });
  return found == plan.variants.end() ? nullptr : &*found;
}

// Nothing: it is still not understood.
std::optional<RecoveredReply> recover(const RawReplyView& view, const Suite& suite,
                                      const Variant* variant) {
  const Model* const model = variant == nullptr ? nullptr : &suite.models[variant->model];
  std::span<const ReasoningTags> tags;
  if (model != nullptr) tags = suite.providers[model->provider].reasoning_tags;
  tl::expected<Reply, Failure> reply = decode_again(view.raw, tags);
  if (!reply) return std::nullopt;
  if (const Result<Messages> asked = messages_from_json(view.messages)) {
    estimate_missing_usage(*reply, *asked);
  }
  std::optional<Money> cost = view.cost;
  if (!cost && model != nullptr) cost = cost_of(*reply, model->price);
  return RecoveredReply{view.variant,    view.case_index, view.repeat, view.key,
                        view.attempt_id, view.timings,    cost,        std::move(*reply)};
}

using Position = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;

}  // namespace

std::string recovery_text(const Recovery& recovery) {
  return fmt::format("{} of {} replies that were not understood when they came can be read now",
                     recovery.recovered, recovery.kept);
}

Result<Recovery> recover_replies(Store& store, const RunRecord& run, const Plan& plan) {
  std::set<Position> kept;
  std::set<Position> read;
  std::vector<RecoveredReply> recovered;
  ASSAY_CHECK(store.each_raw_reply(run.id, [&](const RawReplyView& view) {
    const Position cell{view.case_index, view.variant, view.repeat};
    kept.insert(cell);
    if (read.contains(cell)) return;
    std::optional<RecoveredReply> reply =
        recover(view, *plan.suite, variant_of(run, view.variant, plan));
    if (!reply) return;
    read.insert(cell);
    recovered.push_back(std::move(*reply));
  }));
  const Result<void> written = store.transaction([&]() -> Result<void> {
    for (const RecoveredReply& reply : recovered) ASSAY_CHECK(store.recover_cell(run.id, reply));
    return {};
  });
  ASSAY_CHECK(written);
  return Recovery{kept.size(), recovered.size()};
}

}  // namespace assay
