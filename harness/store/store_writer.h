// The one thread that writes a run's records, in group commits: whoever has a
// record queues it and is called back when it is on disk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "harness/base/clock.h"
#include "harness/store/log_sync.h"
#include "harness/store/store.h"

namespace assay {

// What became of a Store whose file was deleted, renamed or replaced while it was written.
struct DisplacedStore {
  Error error;
  std::filesystem::path now;  // the copy, where everything goes since
};

// A cell's end.
struct CellOutcome {
  CellRecord cell;
  std::optional<Reply> reply = {};  // nothing: it failed, or its reply is stored already
  Timings timings = {};             // of the reply's attempt
  std::optional<Money> cost = {};
  std::uint32_t prompt = 0;
  std::string messages_json;  // of its question
  // Ends of other cells that the same request was for: on disk with this one, or not at all.
  std::vector<CellOutcome> with = {};
};

inline const SystemClock kSystemClock;

// Queued records are written in the order in which they were queued, so an intent
// is on disk before the reply that answers it. A group is committed as soon as
// somebody waits for one of its records and the thread is free, else after 10 ms
// or when it is large. `on_durable` callbacks are collected and handed back to
// the event loop by take_durable(); they never run on the store thread.
//
// The queue is bounded by records and bytes: whoever fills it waits until there
// is room. All functions may be called from any thread.
class StoreWriter {
 public:
  using Durable = std::function<void()>;

  // Opens its own connection to a Store that is there. `wake` is called on the store thread
  // whenever take_durable() has something, or error() or displaced() has (the event loop's
  // eventfd); it must work until the StoreWriter is gone.
  static Result<std::unique_ptr<StoreWriter>> start(const std::filesystem::path& file,
                                                    std::string run_id, std::function<void()> wake,
                                                    const Clock& clock = kSystemClock);
  // The same with a Store that is open already; it belongs to the thread then.
  static std::unique_ptr<StoreWriter> start(Store store, std::string run_id,
                                            std::function<void()> wake,
                                            const Clock& clock = kSystemClock);
  // The same without a thread, for a simulation: pump() does the work, and so does whoever would
  // wait for the thread. `force` carries the log to its disk.
  static std::unique_ptr<StoreWriter> start_by_hand(Store store, std::string run_id,
                                                    std::function<void()> wake, const Clock& clock,
                                                    LogSync::Force force);
  // One turn of the thread's loop; false where the thread would now wait.
  bool pump();
  ~StoreWriter();  // writes what is queued, unless there was an error

  void intent(Intent intent, Durable on_durable);
  // `raw`: what came of an attempt that failed.
  void settle(std::int64_t attempt_id, Attempt attempt, std::optional<RawReply> raw = {});
  // Its reply, the cell row, and its question's messages where this run has not stored them.
  void outcome(CellOutcome outcome, Durable on_durable = {});
  void score(ScoreRecord score);
  // A mark of a script, as a reply that its Key finds (docs/scripts.md, "Once and for all").
  void mark(const Key& key, std::string json);

  // Callbacks of everything committed since the last call, in order.
  std::vector<Durable> take_durable();
  // The first write error; nothing is accepted after it (disk full: stop, exit 3).
  // The group that failed was rolled back whole and its callbacks never come.
  std::optional<Error> error() const;
  // The file is not where it was, and nobody would find what is written there: it was
  // copied, and what is queued goes into the copy. Noticed within a second. Whoever asks
  // should stop; what has been sent can still be stored.
  std::optional<DisplacedStore> displaced() const;
  // Blocks until all that was queued before is on disk, or an error happened. An error
  // also where it is on disk in another place: see displaced().
  Result<void> flush();

 private:
  class Impl;
  explicit StoreWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay
