#include "harness/cli/asking/job_flow.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace assay {
namespace {

const Timings& timings_of(const Outcome& outcome) {
  static const Timings kUnmeasured;
  return outcome.attempts.empty() ? kUnmeasured : outcome.attempts.back().timings;
}

// As often a conversation is begun once more whose turn has failed.
constexpr int kMostBegunAnew = 2;

}  // namespace

JobFlow::JobFlow(const Selection& selection, const Missing& missing, Scorer& scorer,
                 Judging& judging, StoreWriter& writer, const std::vector<Lane>& lanes)
    : selection_(selection),
      missing_(missing),
      scorer_(scorer),
      judging_(judging),
      writer_(writer),
      questions_(job_source(selection, missing)),
      media_(*selection.suite),
      turns_(selection.suite->providers.size()) {
  for (std::size_t i = 0; i < lanes.size() && i < turns_.size(); ++i)
    turns_[i].most_open = static_cast<std::size_t>(std::max(1, lanes[i].limits.concurrency));
}

std::size_t JobFlow::lane_of(const Job& job) const {
  const CellId cell = judging_.rows().answer(job.cell);
  if (!judging_.dialogues().is_line(job.cell)) return lane_of(cell);
  const SimulatedUser& user = *selection_.plan.case_of(cell).simulate;
  return selection_.suite->judges[user.player].model.provider;
}

void JobFlow::go_on(const CellId& cell, const Walk& walk) {
  turns_[lane_of(*walk.next)].next.push_back(cell);
}

Result<std::optional<Job>> JobFlow::next(std::size_t lane) {
  if (error_) return tl::unexpected(*error_);
  ASSAY_TRY(std::optional<Job> call, judging_.next(lane));
  if (call) return call;
  if (judging_.marking().is_behind()) return std::optional<Job>();
  ASSAY_TRY(std::optional<Job> question, next_question(lane));
  if (question && !question->stored) ASSAY_CHECK(media_.load(question->messages));
  return question;
}

Result<std::optional<Job>> JobFlow::next_question(std::size_t lane) {
  Turns& turns = turns_[lane];
  if (!turns.next.empty()) {
    const CellId cell = turns.next.front();
    turns.next.pop_front();
    return next_of(turns_[lane_of(cell)].open.at(cell));
  }
  while (!turns.goes_away || turns.open.size() < turns.most_open) {
    ASSAY_TRY(std::optional<Job> job, questions_(lane));
    if (!job || !judging_.dialogues().is_dialogue(job->cell)) return job;
    const CellId cell = job->cell;
    ASSAY_TRY(job, begin(cell, lane));
    if (lane_of(*job) == lane) return job;
    turns.goes_away = true;
    go_on(cell, turns.open.at(cell));
  }
  return std::optional<Job>();
}

// Its answer may be stored behind one that had to be asked.
Result<std::optional<Job>> JobFlow::next_of(const Walk& walk) {
  Job job = *walk.next;
  ASSAY_TRY(job.stored, judging_.dialogues().stored_answer(walk));
  return std::optional(std::move(job));
}

// Where a dialogue was begun before, by this run or another, it goes on.
Result<Job> JobFlow::begin(const CellId& cell, std::size_t lane) {
  ASSAY_TRY(Walk walk, judging_.dialogues().walk(cell, /*look_up=*/false));
  if (!walk.next) return infrastructure_error("a dialogue that is missing has all its answers");
  Job job = *walk.next;
  turns_[lane].open.emplace(cell, std::move(walk));
  return job;
}

bool JobFlow::may_follow(std::size_t lane) const {
  if (error_ || judging_.marking().is_behind()) return true;  // next() says so
  if (!turns_[lane].open.empty()) return true;
  return judging_.asks(lane) && (answered_ < missing_.count || judging_.is_waiting());
}

std::vector<ScoreRecord> JobFlow::take(const Job& job, const Outcome& outcome,
                                       std::optional<Money> cost) {
  Result<std::vector<ScoreRecord>> scores = scores_of(job, outcome, cost);
  if (scores) return std::move(*scores);
  error_ = scores.error();
  return {};
}

Result<std::vector<ScoreRecord>> JobFlow::scores_of(const Job& job, const Outcome& outcome,
                                                    std::optional<Money> cost) {
  if (judging_.dialogues().is_line(job.cell)) return take_turn(job, outcome);
  if (judging_.is_call(job.cell)) return judging_.take(job, outcome);
  if (judging_.rows().is_turn(job.cell)) return take_turn(job, outcome);
  ++answered_;
  std::optional<CellScore> score;
  if (const Failure* const failure = outcome.failure())
    judging_.fail(job.cell, fmt::format("{}: {}", to_string(failure->kind), failure->message));
  if (const Reply* const reply = outcome.reply()) {
    ASSAY_TRY(score, judging_.score(job.cell, *reply, timings_of(outcome), cost));
  } else {
    score = scorer_.score(selection_.plan.case_of(job.cell), outcome, cost);
  }
  ASSAY_TRY(std::vector<ScoreRecord> scores, judging_.arrived(job.cell));
  if (score) scores.push_back({job.cell, std::move(*score)});
  return scores;
}

// A turn has failed in a conversation that may have taken it, and may be asked again.
Result<bool> JobFlow::begin_anew(const CellId& cell, Walk& walk) {
  if (!walk.conversation || !walk.conversation->is_broken) return false;
  if (walk.begun_anew == kMostBegunAnew) return false;
  const int times = walk.begun_anew + 1;
  ASSAY_TRY(walk, judging_.dialogues().begin(cell));
  walk.begun_anew = times;
  return true;
}

// An answer, or what a simulated user said, brings the next turn, or the end of its dialogue; a
// failure is the cell's.
Result<std::vector<ScoreRecord>> JobFlow::take_turn(const Job& job, const Outcome& outcome) {
  Dialogues& dialogues = judging_.dialogues();
  const CellId cell = dialogues.rows().answer(job.cell);
  Turns& turns = turns_[lane_of(cell)];
  const auto open = turns.open.find(cell);
  Walk& walk = open->second;
  std::optional<Failure> failure;
  if (outcome.failure() != nullptr) failure = *outcome.failure();
  if (!failure) {
    ASSAY_CHECK(dialogues.take_answer(walk));
    if (!walk.unusable.empty()) {
      failure.emplace().kind = FailureKind::user;
      failure->message = walk.unusable;
    } else if (walk.next) {
      failure = dialogues.nameless(cell, walk);
    }
  }
  ASSAY_TRY(const bool is_anew, begin_anew(cell, walk));
  if (is_anew || (walk.next && !failure)) {
    go_on(cell, walk);
    return std::vector<ScoreRecord>();
  }
  const Walk ended = std::move(turns.open.extract(open).mapped());
  ++answered_;
  std::optional<CellScore> score;
  if (failure) {
    CellOutcome failed = dialogues.failure_of(cell, ended, *failure);
    score = scorer_.score(selection_.plan.case_of(cell), Outcome{*failed.cell.failure, {}}, {});
    writer_.outcome(std::move(failed));
  } else {
    writer_.outcome(dialogues.outcome_of(cell, ended));
    const DialogueAnswer& last = ended.dialogue.answers.back();
    ASSAY_TRY(score, judging_.score(cell, last.reply, last.timings, last.cost, &ended.dialogue));
  }
  std::vector<ScoreRecord> scores;
  if (score) scores.push_back({cell, std::move(*score)});
  return scores;
}

}  // namespace assay
