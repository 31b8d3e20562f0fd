#include "harness/cli/judging/rivals.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/cli/selection/rival_check.h"
#include "harness/judge/question.h"
#include "harness/report/selector.h"
#include "harness/score/judged.h"
#include "harness/suite/selector.h"

namespace assay {
Rivals::Rivals(const Selection& selection, Store& store, std::string run_id)
    : suite_(*selection.suite),
      store_(store),
      run_id_(std::move(run_id)),
      variants_(variants_of(selection.plan)) {
  if (run_id_.empty()) questions_.emplace(selection);
}

void Rivals::take_run(std::vector<ManifestVariant> variants) {
  variants_ = std::move(variants);
  is_over_ = true;
  known_.clear();
}

Result<std::optional<Reply>> Rivals::reply_of(const CellId& cell) {
  std::optional<StoredReply> stored;
  if (questions_) {
    ASSAY_TRY(const Job job, questions_->job(cell));
    ASSAY_TRY(stored, store_.find_reply(job.key));
  } else {
    ASSAY_TRY(stored, store_.reply_of(run_id_, cell));
  }
  if (!stored) return std::optional<Reply>();
  return std::optional(std::move(stored->reply));
}

Result<std::string> Rivals::question_of(const Case& asked, const ManifestVariant& variant) const {
  const auto prompt = std::find_if(suite_.prompts.begin(), suite_.prompts.end(),
                                   [&](const Prompt& each) { return each.id == variant.prompt; });
  if (prompt == suite_.prompts.end())
    return usage_error(fmt::format("the suite has no prompt '{}' any more", variant.prompt));
  const auto index = static_cast<std::size_t>(prompt - suite_.prompts.begin());
  ASSAY_TRY(const Messages messages, render_messages(suite_, index, asked));
  return question_text(messages);
}

Result<Rival> Rivals::find(const Case& asked, const CellId& cell, const Selector& over) {
  auto known = std::find_if(known_.begin(), known_.end(),
                            [&](const auto& each) { return each.first == over; });
  if (known == known_.end())
    known = known_.emplace(known_.end(), over, variant_over(over, variants_));
  Rival rival;
  if (!known->second) {
    rival.why = known->second.error().message;
    return rival;
  }
  const ManifestVariant& variant = variants_[*known->second];
  rival.variant = variant.id;
  rival.cell = {static_cast<std::uint32_t>(*known->second), cell.case_index, cell.repeat};
  rival.is_self = rival.cell == cell;
  if (rival.is_self) return rival;
  if (const auto failed = failed_.find(rival.cell); failed != failed_.end()) {
    rival.why = failed->second;
    return rival;
  }
  ASSAY_TRY(rival.reply, reply_of(rival.cell));
  if (!rival.reply && is_over_) rival.why = "this run has none";
  if (!rival.reply || variant.prompt == variants_[cell.variant].prompt) return rival;
  Result<std::string> question = question_of(asked, variant);
  if (question)
    rival.question = std::move(*question);
  else
    rival.why = question.error().message;
  return rival;
}

void Rivals::await(const CellId& cell, const std::set<CellId>& rivals, CallCounts calls) {
  if (rivals.empty()) return;
  waiting_[cell] = {rivals, std::move(calls)};
  for (const CellId& rival : rivals) wanted_[rival].insert(cell);
}

void Rivals::forget(const CellId& cell) {
  const auto waits = waiting_.find(cell);
  if (waits == waiting_.end()) return;
  for (const CellId& rival : waits->second.rivals) {
    const auto wanted = wanted_.find(rival);
    wanted->second.erase(cell);
    if (wanted->second.empty()) wanted_.erase(wanted);
  }
  waiting_.erase(waits);
}

std::set<CellId> Rivals::take_waiting(const CellId& rival) {
  const auto wanted = wanted_.find(rival);
  if (wanted == wanted_.end()) return {};
  const std::set<CellId> cells = wanted->second;
  for (const CellId& cell : cells) forget(cell);
  return cells;
}

Result<std::vector<CellId>> Rivals::arrived() {
  std::vector<CellId> arrived;
  for (const auto& [rival, cells] : wanted_) {
    if (!failed_.contains(rival)) {
      ASSAY_TRY(const std::optional<Reply> reply, reply_of(rival));
      if (!reply) continue;
    }
    arrived.push_back(rival);
  }
  return arrived;
}

void Rivals::add_calls(std::vector<std::uint64_t>& by_judge) const {
  for (const auto& [cell, waits] : waiting_)
    for (const auto& [judge, calls] : waits.calls) by_judge[judge] += calls;
}

}  // namespace assay
