// Answers that wait for marks of scripts, and the scores that these settle.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "harness/base/cell_id.h"
#include "harness/base/key.h"
#include "harness/base/result.h"
#include "harness/base/verdict.h"
#include "harness/cli/judging/mark_desk.h"
#include "harness/cli/judging/script_marks.h"
#include "harness/cli/selection/scripts.h"
#include "harness/store/store.h"
#include "harness/store/store_writer.h"

namespace assay {

class Marking {
 public:
  // Scores an answer once its marks are there. Nothing: it waits again, or for something else.
  using Again = std::function<Result<std::optional<CellScore>>()>;

  // `look_up`: marks of other runs are taken from the Store. What it is made of outlives it.
  Marking(const PlannedScripts& scripts, Store& store, bool look_up)
      : marks_(scripts, store, look_up) {}

  // From here on scripts run: without, an answer that needs a mark which is not stored has no
  // score. `wake` is called on another thread when take() has something; nothing is waited for
  // once `is_stopped`.
  Result<void> run_scripts(StoreWriter& writer, std::function<void()> wake,
                           std::function<bool()> is_stopped);
  bool runs() const { return marks_.runs(); }
  ScriptMarks& marks() { return marks_; }

  // Has scripts asked what is missing of the answer in `cell`. Only where scripts run.
  void wait_for(const CellId& cell, std::vector<MissingMark> missing, Again again);
  // The scores that marks have settled since the last call.
  Result<std::vector<ScoreRecord>> take();
  // The same, but waits until no more than `most` answers wait for marks.
  Result<std::vector<ScoreRecord>> await(std::size_t most);

  bool is_waiting() const { return !waiting_.empty(); }
  // So many answers wait that whoever brings more had better wait, too.
  static constexpr std::size_t kMostWaiting = 4096;
  bool is_behind() const { return waiting_.size() >= kMostWaiting; }

 private:
  struct Waiting {
    Again again;
    std::set<Key> open;
  };

  ScriptMarks marks_;
  std::function<bool()> is_stopped_;
  std::map<CellId, Waiting> waiting_;
  std::unordered_map<Key, std::vector<CellId>> wanted_;  // marks, with the answers that wait
};

}  // namespace assay
