// Carries what was committed to the disk itself, once a second.
//
// With `synchronous = NORMAL` SQLite forces its write-ahead log to the disk only
// before a checkpoint: with a slow model, a power cut could take an hour of paid
// replies. Forcing it at every commit would make every request wait for the disk.
// So a thread of its own does it at a regular interval, beside the commits; frames
// of the log carry checksums, so that what it has not reached is cut off cleanly.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "harness/base/clock.h"
#include "harness/base/result.h"

namespace assay {

inline constexpr Nanoseconds kLogSyncInterval = std::chrono::seconds{1};

// Who does the work of an object that has a thread of its own: the thread, or whoever calls
// its pump(). A simulation has all of a run on one thread, in an order that it draws.
enum class Thread { own, none };

// fdatasync() of a file, and fsync() of its folder. Never of a database that this process
// has open: closing the file would take SQLite's locks on it (fcntl(2)). An infrastructure error;
// after one, what the file holds on the disk is not known, and trying again would hide that
// (PostgreSQL's "fsyncgate", 2018).
Result<void> force_to_disk(const std::filesystem::path& file);

class LogSync {
 public:
  using Force = std::function<Result<void>(const std::filesystem::path&)>;

  // `database`: the Store's file without links; its log is beside it. `on_error` is called once,
  // on the thread, and nothing is forced after it.
  LogSync(const std::filesystem::path& database, std::function<void(Error)> on_error,
          Nanoseconds interval = kLogSyncInterval, Force force = force_to_disk,
          Thread thread = Thread::own);
  LogSync(const LogSync&) = delete;
  LogSync& operator=(const LogSync&) = delete;
  ~LogSync();  // does not force: a Store that is closed in order checkpoints

  // Something was committed: it is forced within the interval. From any thread.
  void committed();
  // Without a thread: forces what is due. The interval begins with the first call after news.
  void pump(Instant now);

 private:
  void work();

  const std::filesystem::path log_;
  const std::function<void(Error)> on_error_;
  const Nanoseconds interval_;
  const Force force_;

  std::mutex mutex_;
  std::condition_variable wake_;
  bool has_news_ = false;
  bool stopping_ = false;
  std::optional<Instant> due_;  // of pump()
  std::thread thread_;          // last: it uses the rest
};

}  // namespace assay
