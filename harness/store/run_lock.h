// One process at a time executes a run: a second `--resume` of it would ask, and
// pay for, the same cells.
#pragma once

#include <fcntl.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "harness/base/result.h"

namespace assay {

// Held until destroyed or the process is gone, however it ends: the lock is the
// kernel's (fcntl, on one byte a run of the file `<store>-lock`, which stays). Of one
// Store a process holds one at a time: closing the file lets go of all.
class RunLock {
 public:
  // A usage error that names the process which executes the run.
  static Result<RunLock> acquire(const std::filesystem::path& store, std::string_view run_id);
  // The same for every run of the Store: nobody executes one, nor begins one while this
  // is held.
  static Result<RunLock> acquire_all(const std::filesystem::path& store);
  // Whether a process executes the run. Looks without locking, so that a run that
  // starts meanwhile is not refused. Not for the process that holds the lock: the
  // kernel would take its own from it.
  static bool is_held(const std::filesystem::path& store, std::string_view run_id);
  RunLock(RunLock&& other) noexcept;
  RunLock& operator=(RunLock&&) = delete;
  RunLock(const RunLock&) = delete;
  ~RunLock();

 private:
  explicit RunLock(int fd) : fd_(fd) {}
  static Result<RunLock> lock(const std::filesystem::path& store, struct flock wanted,
                              const std::string& what);
  int fd_;
};

}  // namespace assay
