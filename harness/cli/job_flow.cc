#include "harness/cli/job_flow.h"

#include <fmt/format.h>

#include <utility>

namespace assay {
namespace {

const Timings& timings_of(const Outcome& outcome) {
  static const Timings kUnmeasured;
  return outcome.attempts.empty() ? kUnmeasured : outcome.attempts.back().timings;
}

}  // namespace

JobFlow::JobFlow(const Selection& selection, const Missing& missing, Scorer& scorer,
                 Judging& judging)
    : selection_(selection),
      missing_(missing),
      scorer_(scorer),
      judging_(judging),
      questions_(job_source(selection, missing)) {}

Result<std::optional<Job>> JobFlow::next(std::size_t lane) {
  if (error_) return tl::unexpected(*error_);
  ASSAY_TRY(std::optional<Job> call, judging_.next(lane));
  if (call) return call;
  if (judging_.marking().is_behind()) return std::optional<Job>();
  return questions_(lane);
}

bool JobFlow::may_follow(std::size_t lane) const {
  if (error_ || judging_.marking().is_behind()) return true;  // next() says so
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
  if (judging_.is_call(job.cell)) return judging_.take(job, outcome);
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

}  // namespace assay
