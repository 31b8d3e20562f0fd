// The answers that preferences compare with: whose they are, whether they are there, and which
// answers wait for them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/cell_id.h"
#include "harness/base/result.h"
#include "harness/cli/selection/questions.h"
#include "harness/cli/selection/selection.h"
#include "harness/plan/plan.h"
#include "harness/provider/outcome.h"
#include "harness/report/manifest/manifest.h"
#include "harness/store/store.h"

namespace assay {

// The other answer of a pair.
struct Rival {
  std::string variant;  // its id
  CellId cell;
  bool is_self = false;                 // the answer that is judged is this one
  std::optional<Reply> reply;           // nothing, also without `why`: it is still to come
  std::optional<std::string> question;  // where it was asked in other words
  std::string why;                      // why there is none, and will be none
};

// Calls of judges that are not known yet, by judge.
using CallCounts = std::map<std::size_t, std::uint64_t>;

class Rivals {
 public:
  // What it is made of outlives it. Without a `run_id` nothing is recorded: answers are taken
  // from the Store by their Keys, as a run would.
  Rivals(const Selection& selection, Store& store, std::string run_id);

  // Answers are those of a run that is over, and that had these variants.
  void take_run(std::vector<ManifestVariant> variants);

  // The answer to the same case and repeat as `cell`, which answers `asked`.
  Result<Rival> find(const Case& asked, const CellId& cell, const Selector& over);

  // A cell has ended without an answer.
  void fail(const CellId& cell, std::string why) { failed_[cell] = std::move(why); }
  // The answer in `cell` waits for these, and then for so many calls.
  void await(const CellId& cell, const std::set<CellId>& rivals, CallCounts calls);
  bool is_awaiting(const CellId& cell) const { return waiting_.contains(cell); }
  // Nothing of what it waits for matters any more.
  void forget(const CellId& cell);
  // The answers that waited for this one, which has come, or failed. Each may wait for others.
  std::set<CellId> take_waiting(const CellId& rival);
  // Those that are waited for, and have come or failed since.
  Result<std::vector<CellId>> arrived();
  // Calls about answers that wait.
  void add_calls(std::vector<std::uint64_t>& by_judge) const;

 private:
  struct Waits {
    std::set<CellId> rivals;
    CallCounts calls;
  };
  Result<std::optional<Reply>> reply_of(const CellId& cell);
  Result<std::string> question_of(const Case& asked, const ManifestVariant& variant) const;

  const Suite& suite_;
  Store& store_;
  std::string run_id_;
  std::vector<ManifestVariant> variants_;
  bool is_over_ = false;
  std::optional<Questions> questions_;  // without a run
  std::vector<std::pair<Selector, Result<std::size_t>>> known_;
  std::map<CellId, std::string> failed_;  // and why
  std::map<CellId, Waits> waiting_;
  std::map<CellId, std::set<CellId>> wanted_;  // by rival, who waits for it
};

}  // namespace assay
