// A plan's cells as jobs: what the Store holds is used again, the rest is asked.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/cli/selection.h"
#include "harness/plan/cell_key.h"
#include "harness/run/runner.h"
#include "harness/store/store.h"
#include "harness/store/store_writer.h"

namespace assay {

// Renders questions and their Keys. Cells of one case come one after another,
// so the last case's messages are kept. Not thread-safe.
class Questions {
 public:
  explicit Questions(const Selection& selection);

  Result<Job> job(const CellId& cell);
  // Of the cell's variant and repeat, asked with other messages (messages_to_key_json).
  Key key(const CellId& cell, std::string_view messages_json) const;
  // What the Job says of the cell's case: nothing unless a program is asked.
  std::string about(const CellId& cell) const;

 private:
  struct Rendered {
    Messages messages;
    std::string json;
    std::string key_json;  // "": `json` is the same
  };
  Result<const Rendered*> rendered(const CellId& cell);

  const Selection& selection_;
  std::vector<KeyBuilder> variant_keys_;
  std::optional<std::uint32_t> case_index_;        // whose messages are in rendered_
  std::vector<std::optional<Rendered>> rendered_;  // by prompt
};

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
// recorded, and on disk then.
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
