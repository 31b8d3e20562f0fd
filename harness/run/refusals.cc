#include "harness/run/refusals.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "harness/run/pacer.h"

namespace assay {
namespace {

using What = Refusals::Ruling::What;

// Calls back with each parameter that a model could refuse, until it says false.
template <class Visit>
bool each_parameter(const Params& params, const Visit& visit) {
  for (const auto& [name, value] : params) {
    if (name != "extra") {
      if (!visit(name, value)) return false;
      continue;
    }
    if (!value.is_object()) continue;
    for (const auto& [field, inner] : value.items())
      if (!visit("extra." + field, inner)) return false;
  }
  return true;
}

std::string value_text(const Json& value) {
  return excerpt(parameter_text(value), 40);
}

}  // namespace

Refusals::Refusals(const std::vector<JobVariant>& variants, const std::vector<KnownRefusal>& known)
    : variants_(variants) {
  for (std::size_t i = 0; i < variants.size(); ++i)
    if (variants[i].adaptable) models_[variants[i].adaptable->model].variants.push_back(i);
  for (const KnownRefusal& each : known) {
    if (each.variant >= variants.size()) continue;
    ModelState* const model = model_of(each.variant);
    const std::string_view field = refused_field(each.failure);
    const auto sent = sent_parameter(params_of(each.variant), field);
    if (model == nullptr || field.empty() || !sent || exchange(*model, field)) continue;
    if (variants[each.variant].adaptable->drop) drop(*model, *sent, each.failure);
  }
}

const Params& Refusals::params_of(std::size_t variant) const {
  static const Params kNone;
  if (const auto found = adapted_.find(variant); found != adapted_.end())
    return found->second.params;
  return variants_[variant].adaptable ? variants_[variant].adaptable->params : kNone;
}

const JobVariant& Refusals::asked(std::size_t variant) const {
  if (adapted_.empty()) return variants_[variant];
  const auto found = adapted_.find(variant);
  return found == adapted_.end() ? variants_[variant] : found->second.variant;
}

int Refusals::revision(std::size_t variant) const {
  const auto found = adapted_.find(variant);
  return found == adapted_.end() ? 0 : found->second.revision;
}

const std::vector<std::string>& Refusals::dropped(std::size_t variant) const {
  static const std::vector<std::string> kNone;
  const auto found = adapted_.find(variant);
  return found == adapted_.end() ? kNone : found->second.dropped;
}

const Refusals::ModelState* Refusals::model_of(std::size_t variant) const {
  if (!variants_[variant].adaptable) return nullptr;
  return &models_.at(variants_[variant].adaptable->model);
}

Refusals::ModelState* Refusals::model_of(std::size_t variant) {
  return const_cast<ModelState*>(std::as_const(*this).model_of(variant));
}

bool Refusals::has_untried(std::size_t variant, const ModelState& model) const {
  return !each_parameter(params_of(variant), [&](const std::string& name, const Json& value) {
    const auto taken = model.taken.find(name);
    return taken != model.taken.end() && (!taken->second || *taken->second == value);
  });
}

bool Refusals::must_wait(std::size_t variant, Instant now) const {
  const ModelState* const model = model_of(variant);
  return model != nullptr && model->trial && now < model->trial_ends &&
         has_untried(variant, *model);
}

Instant Refusals::waits_until(Instant now) const {
  Instant first = kNever;
  for (const auto& [id, model] : models_)
    if (model.trial && model.trial_ends > now) first = std::min(first, model.trial_ends);
  return first;
}

void Refusals::sent(std::size_t variant, std::int64_t attempt, Instant now) {
  ModelState* const model = model_of(variant);
  if (model == nullptr || (model->trial && now < model->trial_ends)) return;
  if (!has_untried(variant, *model)) return;
  model->trial = attempt;
  model->trial_ends = now + kLongestTrial;
}

void Refusals::took(std::size_t variant, std::int64_t attempt) {
  ModelState* const model = model_of(variant);
  if (model == nullptr || model->trial != attempt) return;
  model->trial.reset();
  each_parameter(params_of(variant), [&](const std::string& name, const Json& value) {
    std::optional<Json>& taken = model->taken.try_emplace(name, value).first->second;
    if (taken != value) taken.reset();
    return true;
  });
}

// False: it cannot be asked so.
bool Refusals::adapt(std::size_t variant, Params params, std::string_view dropped) {
  Result<PreparedRequest> request = variants_[variant].adaptable->prepare(params);
  if (!request) return false;
  Adapted& adapted = adapted_[variant];
  if (adapted.revision == 0) adapted.variant = variants_[variant];
  adapted.variant.request = std::move(*request);
  adapted.params = std::move(params);
  ++adapted.revision;
  if (!dropped.empty()) adapted.dropped.emplace_back(dropped);
  return true;
}

// False: there is no other name, or it was tried before.
bool Refusals::exchange(ModelState& model, std::string_view field) {
  if (model.is_exchanged) return false;
  bool any = false;
  for (const std::size_t i : model.variants) {
    if (!variants_[i].request.dialect->has_two_lengths) continue;
    std::optional<Params> params = with_other_length(params_of(i), field);
    if (params) any = adapt(i, std::move(*params), "") || any;
  }
  model.is_exchanged = any;
  return any;
}

bool Refusals::drop(ModelState& model, const SentParameter& sent, const Failure& failure) {
  const std::optional<Json> only = only_value(failure);
  bool any = false;
  for (const std::size_t i : model.variants) {
    if (!variants_[i].adaptable->drop) continue;
    const Params& params = params_of(i);
    const auto own = sent_parameter(params, sent.name);
    if (!own || own->name != sent.name || own->value == only) continue;
    ASSAY_MARK("refused.dropped");
    any = adapt(i, without(params, sent.name), sent.name) || any;
  }
  return any;
}

Refusals::Ruling Refusals::give_up(ModelState& model, const std::string& name,
                                   const SentParameter& sent, const Failure& failure) {
  const std::optional<Json> only = only_value(failure);
  Ruling ruling{What::give_up};
  for (const std::size_t i : model.variants) {
    if (variants_[i].adaptable->drop) continue;
    const auto own = sent_parameter(params_of(i), sent.name);
    if (!own || own->name != sent.name) continue;
    if (own->value != only || own->value == sent.value) ruling.variants.push_back(i);
  }
  ASSAY_MARK("refused.given_up");
  ruling.why = fmt::format(
      "model '{}' refuses '{}' ({} was sent): {}; take it out of the suite{}, or let "
      "'drop_unsupported: "
      "true' ask without it",
      name, sent.name, value_text(sent.value), failure.message,
      only ? fmt::format(" or set it to {}", value_text(*only)) : "");
  return ruling;
}

Refusals::Ruling Refusals::rule(std::size_t variant, std::int64_t attempt, int sent_as,
                                const Failure& failure) {
  ModelState* const model = model_of(variant);
  if (model == nullptr) return {};
  const std::string field(refused_field(failure));
  if (field.empty()) {
    took(variant, attempt);  // as far as this tells
    return {};
  }
  if (model->trial == attempt) model->trial.reset();
  if (sent_as != revision(variant)) return {What::ask_again};
  const auto sent = sent_parameter(params_of(variant), field);
  if (!sent) {
    took(variant, attempt);
    return {};
  }
  if (exchange(*model, field) && sent_as != revision(variant)) return {What::ask_again};
  const Adaptable& adaptable = *variants_[variant].adaptable;
  if (adaptable.drop) {
    drop(*model, *sent, failure);
    return sent_as == revision(variant) ? Ruling{} : Ruling{What::ask_again};
  }
  if (!model->refused.insert(sent->name).second) return {};
  return give_up(*model, adaptable.name, *sent, failure);
}

}  // namespace assay
