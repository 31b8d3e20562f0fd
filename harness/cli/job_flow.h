// The jobs of a run and what comes of them: questions that are missing, and the calls of
// judges about what they were answered.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/base/result.h"
#include "harness/cli/asking.h"
#include "harness/cli/judging.h"
#include "harness/cli/selection.h"
#include "harness/run/runner.h"
#include "harness/score/score.h"

namespace assay {

// What it is made of outlives it, and it outlives the runner.
class JobFlow {
 public:
  JobFlow(const Selection& selection, const Missing& missing, Scorer& scorer, Judging& judging);

  // The next job of a lane: calls about answers before further questions. An error also
  // where a score could not be made.
  Result<std::optional<Job>> next(std::size_t lane);
  bool may_follow(std::size_t lane) const;
  // The scores that marks of scripts have settled.
  Result<std::vector<ScoreRecord>> take_settled() { return judging_.marking().take(); }
  bool awaits_settled() const { return judging_.marking().is_waiting(); }
  // A job has ended: the scores that it settles.
  std::vector<ScoreRecord> take(const Job& job, const Outcome& outcome, std::optional<Money> cost);

 private:
  Result<std::vector<ScoreRecord>> scores_of(const Job& job, const Outcome& outcome,
                                             std::optional<Money> cost);

  const Selection& selection_;
  const Missing& missing_;
  Scorer& scorer_;
  Judging& judging_;
  JobSource questions_;
  std::uint64_t answered_ = 0;  // of the missing cells
  std::optional<Error> error_;  // of a score
};

}  // namespace assay
