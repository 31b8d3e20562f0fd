// One process at a time executes a run: a second `--resume` of it would ask, and
// pay for, the same cells.
#pragma once

#include <filesystem>
#include <string_view>

#include "harness/base/result.h"

namespace assay {

// Held until destroyed or the process is gone, however it ends: the lock is the
// kernel's (fcntl, on one byte a run of the file `<store>-lock`, which stays).
class RunLock {
 public:
  // A usage error that names the process which executes the run.
  static Result<RunLock> acquire(const std::filesystem::path& store, std::string_view run_id);
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
  int fd_;
};

}  // namespace assay
