// A disk whose flushes fail: preloaded into a program, it lets SYNC_FAILS_AFTER
// of them pass (none by default), and writes a line to stderr for each that failed.
#include <dlfcn.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <string_view>

namespace {

std::atomic<int> flushes{0};

bool fails() {
  const char* allowed = std::getenv("SYNC_FAILS_AFTER");
  if (flushes++ < (allowed == nullptr ? 0 : std::atoi(allowed))) return false;
  constexpr std::string_view kLine = "sync_fails: a flush failed\n";
  static_cast<void>(!write(STDERR_FILENO, kLine.data(), kLine.size()));
  errno = EIO;
  return true;
}

int flush(const char* name, int fd) {
  if (fails()) return -1;
  return reinterpret_cast<int (*)(int)>(dlsym(RTLD_NEXT, name))(fd);
}

}  // namespace

extern "C" int fsync(int fd) {
  return flush("fsync", fd);
}
extern "C" int fdatasync(int fd) {
  return flush("fdatasync", fd);
}
