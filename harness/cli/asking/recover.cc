#include "harness/cli/asking/recover.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "harness/provider/price.h"
#include "harness/report/manifest/manifest.h"

namespace assay {
namespace {

// The plan's variants as the run numbers them; nullptr where one is gone.
std::vector<const Variant*> match_variants(const Manifest& manifest, const Plan& plan) {
  std::unordered_map<std::string_view, const Variant*> planned;
  for (const Variant& each : plan.variants) planned.emplace(each.id, &each);
  std::vector<const Variant*> variants;
  for (const ManifestVariant& each : manifest.variants) {
    const auto found = planned.find(each.id);
    variants.push_back(found == planned.end() ? nullptr : found->second);
  }
  return variants;
}

// Nothing: it is still not understood.
std::optional<RecoveredReply> recover(const RawReplyView& view, const Suite& suite,
                                      const Variant* variant) {
  const Model* const model = variant == nullptr ? nullptr : &suite.models[variant->model];
  std::span<const ReasoningTags> tags;
  const Application* application = nullptr;
  if (model != nullptr) {
    const Provider& provider = suite.providers[model->provider];
    tags = provider.reasoning_tags;
    application = provider.application.get();
  }
  tl::expected<Reply, Failure> reply = decode_again(view.raw, tags, application);
  if (!reply) return std::nullopt;
  if (const Result<Messages> asked = messages_from_json(view.messages)) {
    estimate_missing_usage(*reply, *asked);
  }
  std::optional<Money> cost = view.cost;
  if (!cost && model != nullptr) cost = cost_of(*reply, model->price);
  return RecoveredReply{view.cell,    view.key, view.attempt_id,
                        view.timings, cost,     std::move(*reply)};
}

}  // namespace

std::string recovery_text(const Recovery& recovery) {
  return fmt::format("{} of {} replies that were not understood when they came can be read now",
                     recovery.recovered, recovery.kept);
}

Result<Recovery> recover_replies(Store& store, const RunRecord& run, const Plan& plan) {
  ASSAY_TRY(const Manifest manifest, read_manifest(run.manifest));
  const std::vector<const Variant*> variants = match_variants(manifest, plan);
  const CallRows rows = call_rows(manifest);
  std::set<CellId> kept;
  std::set<CellId> read;
  std::vector<RecoveredReply> recovered;
  ASSAY_CHECK(store.each_raw_reply(run.id, [&](const RawReplyView& view) {
    kept.insert(view.cell);
    if (read.contains(view.cell)) return;
    const std::uint32_t variant = rows.answer(view.cell).variant;
    std::optional<RecoveredReply> reply =
        recover(view, *plan.suite, rows.is_call(view.cell) ? nullptr : variants[variant]);
    if (!reply) return;
    read.insert(view.cell);
    recovered.push_back(std::move(*reply));
  }));
  ASSAY_CHECK(store.recover_cells(run.id, recovered));
  return Recovery{kept.size(), recovered.size()};
}

}  // namespace assay
