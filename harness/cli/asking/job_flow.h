// The jobs of a run and what comes of them: questions that are missing, the turns of dialogues,
// and the calls of judges about what was answered.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "harness/base/result.h"
#include "harness/cli/asking/asking.h"
#include "harness/cli/judging/dialogues.h"
#include "harness/cli/judging/judging.h"
#include "harness/cli/selection/selection.h"
#include "harness/run/runner.h"
#include "harness/score/score.h"
#include "harness/suite/media_files.h"

namespace assay {

// What it is made of outlives it, and it outlives the runner.
class JobFlow {
 public:
  JobFlow(const Selection& selection, const Missing& missing, Scorer& scorer, Judging& judging,
          StoreWriter& writer, const std::vector<Lane>& lanes = {});

  // The next job of a lane: calls about answers, then dialogues that go on, so that they come
  // to their ends early, then further questions. An error also where a score could not be made.
  Result<std::optional<Job>> next(std::size_t lane);
  bool may_follow(std::size_t lane) const;
  // The scores that marks of scripts have settled.
  Result<std::vector<ScoreRecord>> take_settled() { return judging_.marking().take(); }
  bool awaits_settled() const { return judging_.marking().is_waiting(); }
  // A job has ended: the scores that it settles.
  std::vector<ScoreRecord> take(const Job& job, const Outcome& outcome, std::optional<Money> cost);

 private:
  // Of one lane. `next` is of those that wait for it.
  struct Turns {
    std::map<CellId, Walk> open;  // dialogues that were begun and have not ended, by cell
    std::deque<CellId> next;
    // Where dialogues go on in other lanes, whose models play their users, so many are open at
    // most: a run that is cut short has few halves.
    std::size_t most_open = 16;
    bool goes_away = false;  // some of them do
  };
  Result<std::vector<ScoreRecord>> scores_of(const Job& job, const Outcome& outcome,
                                             std::optional<Money> cost);
  Result<std::optional<Job>> next_question(std::size_t lane);
  Result<std::optional<Job>> next_of(const Walk& walk);
  Result<bool> begin_anew(const CellId& cell, Walk& walk);
  std::size_t lane_of(const Job& job) const;
  // In its next request's lane a dialogue waits until that asks for more.
  void go_on(const CellId& cell, const Walk& walk);
  Result<Job> begin(const CellId& cell, std::size_t lane);
  Result<std::vector<ScoreRecord>> take_turn(const Job& job, const Outcome& outcome);
  std::size_t lane_of(const CellId& cell) const { return selection_.plan.model_of(cell).provider; }

  const Selection& selection_;
  const Missing& missing_;
  Scorer& scorer_;
  Judging& judging_;
  StoreWriter& writer_;
  JobSource questions_;
  MediaFiles media_;
  std::vector<Turns> turns_;    // by lane
  std::uint64_t answered_ = 0;  // of the missing cells
  std::optional<Error> error_;  // of a score
};

}  // namespace assay
