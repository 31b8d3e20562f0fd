#include "harness/store/store_path.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <system_error>

#include "harness/base/file.h"
#include "harness/base/mark.h"
#include "harness/base/text.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

fs::path beside(const fs::path& real, std::string_view suffix) {
  fs::path file = real;
  file += suffix;
  return file;
}

}  // namespace

fs::path real_store_path(const fs::path& name) {
  std::error_code failed;
  // A link to a file that is not there yet: canonical() knows only what is.
  fs::path file = name;
  constexpr int kMostLinks = 40;  // as Linux follows
  for (int i = 0; i < kMostLinks && fs::is_symlink(file, failed); ++i) {
    const fs::path target = fs::read_symlink(file, failed);
    if (failed) return name;
    ASSAY_MARK("store.link_followed");
    file = target.is_absolute() ? target : file.parent_path() / target;
  }
  const fs::path real = fs::weakly_canonical(fs::absolute(file, failed), failed);
  return failed ? name : real;
}

fs::path log_of_store(const fs::path& real) {
  return beside(real, "-wal");
}
fs::path lock_of_store(const fs::path& real) {
  return beside(real, "-lock");
}

std::optional<FileIdentity> FileIdentity::of(const fs::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return std::nullopt;
  return FileIdentity{status.st_dev, status.st_ino};
}

Result<void> make_store_file(const fs::path& real) {
  const std::string quoted = excerpt(real.string(), 300);
  if (const Result<void> made = make_private_folders(real.parent_path()); !made) {
    return infrastructure_error(quoted + ": cannot make its folder: " + made.error().message);
  }
  const int fd = ::open(real.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd < 0 && errno != EEXIST) {
    return infrastructure_error(quoted + ": cannot be made: " + std::strerror(errno));
  }
  if (fd >= 0) ::close(fd);
  return {};
}

Result<void> check_single_name(const fs::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0 || status.st_nlink < 2) return {};
  ASSAY_MARK("store.second_name_refused");
  return usage_error(excerpt(file.string(), 300) + ": the file has " +
                     std::to_string(status.st_nlink) +
                     " names (hard links), and each would have a log of its own; remove the "
                     "others, or name a copy");
}

}  // namespace assay
