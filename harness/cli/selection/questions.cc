#include "harness/cli/selection/questions.h"

#include <utility>

namespace assay {

Questions::Questions(const Selection& selection) : selection_(selection) {
  for (const Variant& variant : selection.plan.variants) {
    variant_keys_.push_back(variant_key(*selection.suite, variant));
  }
  rendered_.resize(selection.suite->prompts.size());
}

Result<const Questions::Rendered*> Questions::rendered(const CellId& cell) {
  if (case_index_ != cell.case_index) {
    for (std::optional<Rendered>& prompt : rendered_) prompt.reset();
    case_index_ = cell.case_index;
  }
  const std::size_t prompt = selection_.plan.variant_of(cell).prompt;
  std::optional<Rendered>& known = rendered_[prompt];
  if (!known) {
    ASSAY_TRY(Messages messages,
              render_messages(*selection_.suite, prompt, selection_.plan.case_of(cell)));
    std::string json = messages_to_json(messages);
    const bool has_media = selection_.plan.case_of(cell).media != nullptr;
    std::string key_json = has_media ? messages_to_key_json(messages) : "";
    known = Rendered{std::move(messages), std::move(json), std::move(key_json)};
  }
  return &*known;
}

Result<Job> Questions::job(const CellId& cell) {
  ASSAY_TRY(const Rendered* question, rendered(cell));
  Job job;
  job.cell = cell;
  job.variant = cell.variant;
  job.about = about(cell);
  job.key = key(cell, question->key_json.empty() ? question->json : question->key_json);
  job.messages = question->messages;
  job.messages_json = question->json;
  return job;
}

Key Questions::key(const CellId& cell, std::string_view messages_json) const {
  if (selection_.imported) {
    const KeyBuilder made_elsewhere =
        imported_key(*selection_.imported, *selection_.suite, selection_.plan.variant_of(cell),
                     selection_.plan.case_of(cell).id);
    return cell_key(made_elsewhere, messages_json, cell.repeat);
  }
  std::string about_cell = about(cell);
  // Two dialogues with a user that may say anything are two, though they begin alike: what comes
  // later would be asked again, had one the other's answers.
  const Case& asked = selection_.plan.case_of(cell);
  if (asked.simulate != nullptr) about_cell += "\"dialogue\":" + dump_json(Json(asked.id));
  return cell_key(variant_keys_[cell.variant], messages_json, cell.repeat, about_cell);
}

std::string Questions::about(const CellId& cell) const {
  const Plan& plan = selection_.plan;
  const Provider& asked = selection_.suite->providers[plan.model_of(cell).provider];
  if (asked.application) return about_case(plan.case_of(cell), *asked.application);
  return asked.program ? about_case(plan.case_of(cell)) : "";
}

}  // namespace assay
