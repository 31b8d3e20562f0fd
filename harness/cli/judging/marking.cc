#include "harness/cli/judging/marking.h"

#include <iterator>
#include <utility>

namespace assay {

Result<void> Marking::run_scripts(StoreWriter& writer, std::function<void()> wake,
                                  std::function<bool()> is_stopped) {
  is_stopped_ = std::move(is_stopped);
  return marks_.run(writer, std::move(wake));
}

void Marking::wait_for(const CellId& cell, std::vector<MissingMark> missing, Again again) {
  Waiting& waits = waiting_[cell];
  waits.again = std::move(again);
  waits.open.clear();
  for (MissingMark& mark : missing) {
    if (!waits.open.insert(mark.key).second) continue;
    wanted_[mark.key].push_back(cell);
    marks_.ask(mark.key, mark.script, std::move(mark.question));
  }
}

Result<std::vector<ScoreRecord>> Marking::take() {
  std::vector<ScoreRecord> settled;
  for (const Key& key : marks_.take()) {
    const auto wanted = wanted_.extract(key);
    if (!wanted) continue;
    for (const CellId& cell : wanted.mapped()) {
      const auto waits = waiting_.find(cell);
      if (waits == waiting_.end() || waits->second.open.erase(key) == 0) continue;
      if (!waits->second.open.empty()) continue;
      const Again again = std::move(waits->second.again);
      waiting_.erase(waits);
      ASSAY_TRY(std::optional<CellScore> scored, again());
      if (scored) settled.push_back({cell, std::move(*scored)});
    }
  }
  return settled;
}

Result<std::vector<ScoreRecord>> Marking::await(std::size_t most) {
  constexpr Nanoseconds kLook = milliseconds{100};
  ASSAY_TRY(std::vector<ScoreRecord> settled, take());
  while (waiting_.size() > most && !is_stopped_()) {
    marks_.wait(kLook);
    ASSAY_TRY(std::vector<ScoreRecord> more, take());
    std::move(more.begin(), more.end(), std::back_inserter(settled));
  }
  return settled;
}

}  // namespace assay
