#include "harness/cli/asking/adapting.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "harness/base/cell_id.h"
#include "harness/provider/refused_parameter.h"

namespace assay {
namespace {

// Who is asked by the cell's request; nothing for a call that this suite does not make.
std::optional<std::size_t> variant_of(const Plan& plan, const JudgeCalls& judges,
                                      const CellId& cell) {
  const CallRows rows{static_cast<std::uint32_t>(plan.variants.size()),
                      static_cast<std::uint32_t>(plan.suite->judges.size())};
  if (!rows.is_call(cell)) return cell.variant;
  if (rows.judges == 0) return std::nullopt;
  const std::vector<JudgeCall>& calls = judges.all();
  const auto call = std::find_if(calls.begin(), calls.end(), [&](const JudgeCall& each) {
    return each.judge == rows.judge(cell);
  });
  if (call == calls.end()) return std::nullopt;
  return plan.variants.size() + static_cast<std::size_t>(call - calls.begin());
}

}  // namespace

std::shared_ptr<const Adaptable> Adapting::of(const Provider& provider, const Dialect& dialect,
                                              const Model& model, const Params& params) {
  if (provider.application) return nullptr;
  std::shared_ptr<const Provider>& asked = providers_[provider.name];
  if (asked == nullptr) asked = std::make_shared<const Provider>(provider);
  Adaptable adaptable;
  adaptable.model =
      models_.emplace(std::tuple(provider.name, &dialect, model.id), models_.size()).first->second;
  adaptable.name = model.name;
  adaptable.params = params;
  adaptable.drop = model.drop_unsupported;
  adaptable.prepare = [asked, &dialect, id = model.id](const Params& other) {
    return dialect.prepare(*asked, id, other);
  };
  return std::make_shared<const Adaptable>(std::move(adaptable));
}

Result<std::vector<KnownRefusal>> known_refusals(Store& store, std::string_view run_id,
                                                 const Plan& plan, const JudgeCalls& judges) {
  std::vector<KnownRefusal> known;
  std::set<std::pair<std::size_t, std::string>> seen;
  ASSAY_CHECK(store.each_attempt(
      run_id,
      [&](const AttemptView& view) {
        if (!view.attempt.failure || refused_field(*view.attempt.failure).empty()) return;
        const std::optional<std::size_t> variant = variant_of(plan, judges, view.cell);
        if (variant && seen.emplace(*variant, view.attempt.failure->code).second)
          known.push_back({*variant, *view.attempt.failure});
      },
      Store::Unsound::skip));
  return known;
}

}  // namespace assay
