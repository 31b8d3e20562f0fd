#include "harness/base/file.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iomanip>
#include <sstream>
#include <system_error>
#include <utility>

#include "harness/base/mark.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }
  bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

std::string reason(int error) {
  return std::generic_category().message(error);
}

Result<std::string> read_descriptor(int fd, const std::string& name, std::size_t max_bytes) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return usage_error(name + ": " + reason(errno));
  if (S_ISDIR(status.st_mode)) return usage_error(name + ": is a folder, not a file");
  if (!S_ISREG(status.st_mode)) {
    ASSAY_MARK("file.not_regular");
    return usage_error(name + ": is not a regular file");
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > max_bytes) {
    ASSAY_MARK("file.too_large");
    return usage_error(name + ": is larger than " + std::to_string(max_bytes >> 20) + " MB");
  }
  std::string text(size, '\0');
  std::size_t got = 0;
  while (got < size) {
    const ssize_t n = ::read(fd, text.data() + got, size - got);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return infrastructure_error(name + ": " + reason(errno));
    if (n == 0) break;  // it shrank while being read
    got += static_cast<std::size_t>(n);
  }
  text.resize(got);
  return text;
}

// openat2(2) with RESOLVE_BENEATH: the kernel refuses "..", absolute paths and
// links that leave `root`, without a race. -1 and ENOSYS on kernels before 5.6
// and under sandboxes that filter it.
int open_beneath(int root, const char* relative) {
  open_how how{};
  how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(::syscall(SYS_openat2, root, relative, &how, sizeof how));
}

bool is_beneath(const fs::path& root, const fs::path& path) {
  const auto [end, _] = std::mismatch(root.begin(), root.end(), path.begin(), path.end());
  return end == root.end();
}

Error cannot_write(const fs::path& path, const std::string& why) {
  ASSAY_MARK("file.not_written");
  return {ErrorKind::infrastructure, "cannot write " + path.string() + ": " + why};
}

// What a rename would destroy: a device, a pipe, /dev/stdout and /dev/fd/63, which
// name files that somebody else has opened.
bool is_written_in_place(const fs::path& path) {
  std::error_code unknown;
  const fs::file_status status = fs::status(path, unknown);
  if (unknown || !fs::exists(status)) return false;
  if (!fs::is_regular_file(status) && !fs::is_directory(status)) return true;
  const fs::path absolute = fs::absolute(path, unknown).lexically_normal();
  return is_beneath("/dev/fd", absolute) || is_beneath("/proc", absolute) ||
         absolute == "/dev/stdout" || absolute == "/dev/stderr";
}

Result<void> write_in_place(const fs::path& path, const std::function<void(std::ostream&)>& write) {
  std::ofstream out(path, std::ios::binary | std::ios::app);
  if (!out) return tl::unexpected(cannot_write(path, reason(errno)));
  write(out);
  out.close();  // what some file systems tell only now is an error like any other
  if (!out) return tl::unexpected(cannot_write(path, reason(errno != 0 ? errno : EIO)));
  return {};
}

// Writes `temporary`, which must not be there yet, down to the disk, with the
// permissions of the `target` whose place it is to take. Errors name the target.
Result<void> write_new_file(const fs::path& temporary, const fs::path& target,
                            const std::function<void(std::ostream&)>& write) {
  Descriptor fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                       S_IRUSR | S_IWUSR));
  if (!fd.open()) return tl::unexpected(cannot_write(target, reason(errno)));
  std::ofstream out(temporary, std::ios::binary);
  if (out) write(out);
  out.flush();
  if (!out) return tl::unexpected(cannot_write(target, reason(errno != 0 ? errno : EIO)));
  out.close();
  struct stat replaced {};
  if (::stat(target.c_str(), &replaced) == 0) ::fchmod(fd.get(), replaced.st_mode & 0777);
  if (!out || ::fsync(fd.get()) != 0 || !fd.close()) {
    return tl::unexpected(cannot_write(target, "could not be flushed to disk"));
  }
  return {};
}

Result<void> sync_path(const fs::path& path, int flags) {
  const Descriptor fd(::open(path.c_str(), flags | O_CLOEXEC));
  if (!fd.open() || ::fsync(fd.get()) != 0) {
    return tl::unexpected(cannot_write(path, reason(errno)));
  }
  return {};
}

}  // namespace

Result<std::string> read_file(const fs::path& path, std::size_t max_bytes) {
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd.open()) return usage_error(path.string() + ": " + reason(errno));
  return read_descriptor(fd.get(), path.string(), max_bytes);
}

Result<std::string> read_confined(const fs::path& root, std::string_view relative,
                                  std::size_t max_bytes) {
  const std::string name(relative);
  const std::string outside =
      name + ": is outside " + root.string() + "; move the file there or widen it with --root";
  if (name.find('\0') != std::string::npos) return usage_error("a file name holds a NUL byte");
  if (fs::path(name).is_absolute()) return usage_error(outside);

  const Descriptor folder(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!folder.open()) return usage_error(root.string() + ": " + reason(errno));
  const Descriptor fd(open_beneath(folder.get(), name.c_str()));
  if (fd.open()) return read_descriptor(fd.get(), name, max_bytes);
  if (errno == EXDEV || errno == ELOOP) {
    ASSAY_MARK("file.outside_refused");
    return usage_error(outside);
  }
  if (errno != ENOSYS && errno != EPERM) return usage_error(name + ": " + reason(errno));

  std::error_code failed;
  const fs::path real_root = fs::canonical(root, failed);
  const fs::path real = fs::canonical(root / name, failed);
  if (failed) return usage_error(name + ": " + failed.message());
  if (!is_beneath(real_root, real)) return usage_error(outside);
  return read_file(real, max_bytes);
}

Result<void> make_private_folders(const fs::path& folder) {
  fs::path made;
  for (const fs::path& part : folder) {
    made /= part;
    if (::mkdir(made.c_str(), S_IRWXU) == 0 || errno == EEXIST) continue;
    const int failed = errno;
    // A folder above may be there and forbid writing to it.
    struct stat status {};
    if (::stat(made.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) continue;
    return infrastructure_error(made.string() + ": " + reason(failed));
  }
  struct stat status {};
  if (folder.empty() || (::stat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode)))
    return {};
  return infrastructure_error(folder.string() + ": " + reason(ENOTDIR));
}

std::string unpredictable_suffix() {
  std::uint64_t bits = 0;
  // Never short for so few bytes, and waits only while the machine starts (getrandom(2)).
  while (::getrandom(&bits, sizeof bits, 0) < 0 && errno == EINTR) {
  }
  std::ostringstream hex;
  hex << std::hex << std::setw(16) << std::setfill('0') << bits;
  return hex.str();
}

Result<void> write_file_atomically(const fs::path& path, std::string_view bytes) {
  return write_file_atomically(path, [&](std::ostream& out) {
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  });
}

Result<void> write_file_atomically(const fs::path& path,
                                   const std::function<void(std::ostream&)>& write) {
  if (is_written_in_place(path)) return write_in_place(path, write);
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (const Result<void> made = make_private_folders(folder); !made) {
    return tl::unexpected(cannot_write(path, made.error().message));
  }
  const fs::path temporary = folder / (".assay-" + unpredictable_suffix() + ".tmp");
  Result<void> done = write_new_file(temporary, path, write);
  if (done && ::rename(temporary.c_str(), path.c_str()) != 0) {
    done = tl::unexpected(cannot_write(path, reason(errno)));
  }
  if (done) return sync_path(folder, O_RDONLY | O_DIRECTORY);
  ::unlink(temporary.c_str());
  return done;
}

}  // namespace assay
