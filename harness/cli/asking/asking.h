// A plan's cells as jobs: what the Store holds is used again, the rest is asked.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/cli/selection/selection.h"
#include "harness/run/runner.h"
#include "harness/store/store.h"
#include "harness/store/store_writer.h"

namespace assay {

// Which cells (by dispatch order) still have to be asked.
struct Missing {
  std::vector<bool> cells;
  std::vector<std::uint64_t> by_variant;  // how many of each
  std::uint64_t count = 0;
  std::uint64_t reused = 0;
  ProgressState scored;  // verdicts of the reused ones
};

// Cells that the run already recorded, as indices of the plan (for --resume).
struct Recorded {
  std::vector<bool> cells;  // by Plan::index_of
  ProgressState scored;
};

class Judging;

// Told of every cell that has a score before anything is asked.
using CellSeen = std::function<void(const CellId& cell, const CellScore& score)>;

// Records every cell whose reply is stored under its Key as an outcome of this
// run, scored, without asking; returns what is left. `recorded` cells are
// neither reused nor asked. Of a dialogue the answers up to the first that is missing are
// recorded, and on disk then; those behind it are looked up as it comes to them.
Result<Missing> reuse_stored(const Selection& selection, Store& store, StoreWriter& writer,
                             Judging& judging, const Recorded& recorded, bool look_up,
                             const CellSeen& seen);

// Scores the answers of `missing` that waited for others, which were recorded since and are
// in the Store by now.
Result<void> score_arrived(StoreWriter& writer, Judging& judging, Missing& missing,
                           const CellSeen& seen);

// What an interrupted run had recorded with a reply; scores that were not yet
// written are made up for.
Result<Recorded> recorded_cells(const Selection& selection, Store& store, StoreWriter& writer,
                                Judging& judging, std::string_view run_id, const CellSeen& seen);

// The missing cells, one at a time, in dispatch order; a lane is a provider of
// the suite. Of a dialogue it is the first question, asked or not. `selection` and `missing`
// outlive it.
JobSource job_source(const Selection& selection, const Missing& missing);

void count_verdict(ProgressState& state, Verdict verdict);

}  // namespace assay
