#include "harness/store/log_sync.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "harness/base/mark.h"
#include "harness/store/store_path.h"

namespace assay {

Result<void> force_to_disk(const std::filesystem::path& file) {
  const int fd = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) return {};  // checkpointed and gone: it is on the disk
  int failed = fd < 0 || fdatasync(fd) != 0 ? errno : 0;
  if (fd >= 0) close(fd);
  // A file whose entry in its folder is lost is lost.
  const int folder = open(file.parent_path().empty() ? "." : file.parent_path().c_str(),
                          O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (failed == 0 && folder >= 0 && fsync(folder) != 0) failed = errno;
  if (folder >= 0) close(folder);
  if (failed == 0) return {};
  return infrastructure_error(file.string() + ": cannot be forced to the disk: " +
                              std::strerror(failed) + "; mend the disk, then --resume the run");
}

LogSync::LogSync(const std::filesystem::path& database, std::function<void(Error)> on_error,
                 Nanoseconds interval, Force force, Thread thread)
    : log_(log_of_store(database)),
      on_error_(std::move(on_error)),
      interval_(interval),
      force_(std::move(force)) {
  if (thread == Thread::own) thread_ = std::thread([this] { work(); });
}

LogSync::~LogSync() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void LogSync::committed() {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(has_news_, true)) return;
  }
  wake_.notify_one();
}

void LogSync::pump(Instant now) {
  if (!has_news_) return;
  if (!due_) due_ = now + interval_;
  if (now < *due_) return;
  has_news_ = false;
  due_.reset();
  if (const Result<void> forced = force_(log_); !forced) on_error_(forced.error());
}

// Waits for news, then for the interval: what is committed meanwhile goes along.
void LogSync::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [&] { return has_news_ || stopping_; });
    if (wake_.wait_for(lock, interval_, [&] { return stopping_; })) return;
    has_news_ = false;
    lock.unlock();
    const Result<void> forced = force_(log_);
    if (!forced) {
      ASSAY_MARK("log.not_forced");
      return on_error_(forced.error());
    }
    ASSAY_MARK("log.forced");
    lock.lock();
  }
}

}  // namespace assay
