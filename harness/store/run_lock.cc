#include "harness/store/run_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "harness/base/mark.h"
#include "harness/base/random.h"
#include "harness/base/text.h"
#include "harness/store/store_path.h"

namespace assay {
namespace {

std::string lock_file(const std::filesystem::path& store) {
  return lock_of_store(real_store_path(store)).string();
}

struct flock byte_of(std::string_view run_id) {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = static_cast<off_t>(hash_text(run_id) >> 2);  // positive
  lock.l_len = 1;
  return lock;
}

}  // namespace

Result<RunLock> RunLock::acquire(const std::filesystem::path& store, std::string_view run_id) {
  return lock(store, byte_of(run_id), fmt::format("run {}", excerpt(run_id, 100)));
}

Result<RunLock> RunLock::acquire_all(const std::filesystem::path& store) {
  struct flock all = byte_of("");
  all.l_start = 0;
  all.l_len = 0;  // to the end, wherever that is
  return lock(store, all, "a run");
}

Result<RunLock> RunLock::lock(const std::filesystem::path& store, struct flock wanted,
                              const std::string& what) {
  const std::string file = lock_file(store);
  ASSAY_MARK_IF(access(file.c_str(), F_OK) == 0, "lock.file_left");
  RunLock held(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  struct flock holder = wanted;
  if (held.fd_ >= 0 && fcntl(held.fd_, F_SETLK, &wanted) == 0) return held;
  if (held.fd_ < 0 || (errno != EAGAIN && errno != EACCES))
    return infrastructure_error(fmt::format("{}: {}", file, std::strerror(errno)));
  ASSAY_MARK("lock.held_by_another");
  const bool known = fcntl(held.fd_, F_GETLK, &holder) == 0 && holder.l_type != F_UNLCK;
  return usage_error(fmt::format(
      "{} is being executed by {}; wait for it to end, or stop it", what,
      known ? fmt::format("process {}", holder.l_pid) : std::string("another process")));
}

bool RunLock::is_held(const std::filesystem::path& store, std::string_view run_id) {
  const int fd = open(lock_file(store).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  struct flock holder = byte_of(run_id);
  const bool is_held = fcntl(fd, F_GETLK, &holder) == 0 && holder.l_type != F_UNLCK;
  close(fd);
  return is_held;
}

RunLock::RunLock(RunLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

RunLock::~RunLock() {
  if (fd_ >= 0) close(fd_);
}

}  // namespace assay
