// Marks of scripts, by the Keys of what was asked: those in the Store, and those that are asked
// for now.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "harness/base/key.h"
#include "harness/base/result.h"
#include "harness/cli/selection/scripts.h"
#include "harness/script/marker.h"
#include "harness/script/script_reply.h"
#include "harness/store/store.h"
#include "harness/store/store_writer.h"

namespace assay {

class ScriptMarks {
 public:
  // `look_up`: marks of other runs are taken from the Store. What it is made of outlives it.
  ScriptMarks(const PlannedScripts& scripts, Store& store, bool look_up)
      : scripts_(scripts), store_(store), look_up_(look_up) {}

  // From here on scripts run, and marks are stored. `wake` is called on another thread when
  // take() has something.
  Result<void> run(StoreWriter& writer, std::function<void()> wake);
  bool runs() const { return marker_ != nullptr; }

  // What a script said, or why it said nothing. Nothing: it was not asked.
  Result<std::optional<ScriptReply>> find(const Key& key);
  // Has a script asked, unless it is being asked already. Only where scripts run.
  void ask(const Key& key, std::size_t script, std::string question);
  // Which of what was asked has been answered since the last call.
  std::vector<Key> take();
  void wait(Nanoseconds most) { marker_->wait(most); }

 private:
  void keep(const Key& key, ScriptReply reply);

  const PlannedScripts& scripts_;
  Store& store_;
  bool look_up_;
  StoreWriter* writer_ = nullptr;
  std::map<std::uint64_t, Key> open_;               // by ticket
  std::unordered_map<Key, std::uint64_t> tickets_;  // of these
  std::unordered_map<Key, ScriptReply> recent_;     // not all in the Store yet; errors never
  std::deque<Key> order_;                           // of recent_, the oldest first
  std::uint64_t next_ticket_ = 1;
  std::unique_ptr<Marker> marker_;  // last: it is ended first
};

}  // namespace assay
