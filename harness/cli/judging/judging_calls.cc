// The calls of a run's judges: what each asks, which comes next, and what its reply settles.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/base/mark.h"
#include "harness/cli/judging/embedding_batch.h"
#include "harness/cli/judging/judging.h"
#include "harness/judge/verdict.h"

namespace assay {

// What is asked is made again of the answer, since nothing is kept of calls.
Result<Messages> Judging::asked_in(const OpenCall& call) {
  const CellId cell = rows_.answer(call.cell);
  ASSAY_TRY(const Waiting waiting, waiting_answer(cell));
  const Answered answered = answered_of(cell, waiting);
  PairDesk desk = desk_about(answered, kNotNeeded);
  desk.wanted = &call.key;
  static_cast<void>(evaluate(answered, &desk, nullptr, nullptr));
  if (desk.error) return tl::unexpected(*desk.error);
  if (desk.found.empty())
    return infrastructure_error("an answer that is to be judged is not the one that was stored");
  return std::move(desk.found);
}

Result<std::optional<Job>> Judging::next(std::size_t lane) {
  std::deque<OpenCall>& queue = queues_[lane];
  if (queue.empty()) return std::optional<Job>();
  const OpenCall call = std::move(queue.front());
  queue.pop_front();
  Job job;
  job.cell = call.cell;
  job.variant = static_cast<std::uint32_t>(rows_.variants + call.call);
  job.key = call.key;
  ASSAY_TRY(job.messages, asked_in(call));
  if (selection_.suite->judges[calls_.all()[call.call].judge].embeds) {
    const AskedIn ask = [this](const OpenCall& other) { return asked_in(other); };
    ASSAY_CHECK(add_alike(call, queue, ask, job));
  }
  return std::optional(std::move(job));
}

std::vector<std::uint64_t> Judging::queued() const {
  std::vector<std::uint64_t> calls(selection_.suite->judges.size());
  for (const std::deque<OpenCall>& queue : queues_)
    for (const OpenCall& call : queue) ++calls[calls_.all()[call.call].judge];
  rivals_.add_calls(calls);
  return calls;
}

// What came of a call that is no verdict, nor a vector. Those of a request for several have
// been looked at: they were divided.
void Judging::note_error(const Key& key, const JudgeCall& call, const Outcome& outcome) {
  if (const Failure* failure = outcome.failure()) {
    replies_.fail(key, fmt::format("{}: {}", to_string(failure->kind), failure->message));
  } else if (selection_.suite->judges[call.judge].embeds) {
    const tl::expected<Embedding, std::string> vector = embedding_of(*outcome.reply());
    if (!vector) replies_.fail(key, vector.error());
  } else if (const JudgeVote vote = read_verdict(*outcome.reply(), call.shape);
             !vote && (call.is_wide || !is_cut_off(*outcome.reply()))) {
    replies_.fail(key, vote.error());
  }
}

Result<void> Judging::settle(const Key& key, std::vector<ScoreRecord>& settled) {
  const auto wanted = wanted_.extract(key);
  if (wanted.empty()) return {};
  for (const CellId& cell : wanted.mapped()) {
    const auto waits = waiting_.find(cell);
    if (waits == waiting_.end()) continue;  // another answer has settled it
    waits->second.erase(key);
    if (!waits->second.empty() || rivals_.is_awaiting(cell)) continue;
    waiting_.erase(waits);
    ASSAY_TRY(std::optional<CellScore> scored, score_waiting(cell, skips_));
    if (scored) settled.push_back({cell, std::move(*scored)});
  }
  return {};
}

Result<std::vector<ScoreRecord>> Judging::take(const Job& job, const Outcome& outcome) {
  const std::size_t index = job.variant - rows_.variants;
  const JudgeCall& call = calls_.all()[index];
  std::vector<JobPart> parts{{job.cell, job.key}};
  parts.insert(parts.end(), job.more.begin(), job.more.end());
  const Failure* const failure = outcome.failure();
  std::vector<ScoreRecord> settled;
  if (failure != nullptr && parts.size() > 1 && may_be_of_one(*failure)) {
    ASSAY_MARK("embedding.asked_alone");
    for (const JobPart& part : parts) {
      OpenCall alone{part.cell, part.key, index, /*is_alone=*/true};
      queues_[lane_of(alone)].push_back(std::move(alone));
    }
    return settled;
  }
  for (const JobPart& part : parts) {
    remember(part.key);
    note_error(part.key, call, outcome);
  }
  for (const JobPart& part : parts) ASSAY_CHECK(settle(part.key, settled));
  if (outcome.reply() == nullptr) return settled;
  const std::string why = forms_.take(index, *outcome.reply());
  if (!why.empty()) ASSAY_CHECK(drop_calls(call.judge, why, settled));
  return settled;
}

Result<void> Judging::drop_calls(std::size_t judge, const std::string& why,
                                 std::vector<ScoreRecord>& settled) {
  replies_.give_up(judge, why);
  std::vector<Key> dropped;
  for (std::deque<OpenCall>& queue : queues_)
    std::erase_if(queue, [&](const OpenCall& call) {
      if (calls_.all()[call.call].judge != judge) return false;
      dropped.push_back(call.key);
      return true;
    });
  for (const Key& key : dropped) ASSAY_CHECK(settle(key, settled));
  return {};
}

Result<std::vector<ScoreRecord>> Judging::give_up(std::string_view why) {
  std::vector<ScoreRecord> settled;
  const std::string reason = std::string(to_string(FailureKind::judge)) + ": " + std::string(why);
  for (const auto& [cell, calls] : waiting_) {
    rivals_.forget(cell);
    ASSAY_TRY(const Waiting waiting, waiting_answer(cell));
    const Answered answered = answered_of(cell, waiting);
    PairDesk desk = desk_about(answered, reason);
    PeopleDesk people(selection_.labels,
                      labelled_question(waiting.messages, answered.dialogue != nullptr),
                      answered.asked.id, answered.variant);
    MarkDesk marks = marks_about(answered);
    settled.push_back({cell, evaluate(answered, &desk, &people, &marks)});
    ASSAY_CHECK(take(people));
    for (const std::optional<Error>& error : {desk.error, marks.error})
      if (error) return tl::unexpected(*error);
  }
  waiting_.clear();
  wanted_.clear();
  for (std::deque<OpenCall>& queue : queues_) queue.clear();
  return settled;
}

}  // namespace assay
