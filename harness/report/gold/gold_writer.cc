#include "harness/report/gold/gold_writer.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "harness/base/file.h"
#include "harness/base/mark.h"

namespace assay {
namespace {

std::string in_words(int error) {
  return std::generic_category().message(error);
}

// errno, or 0.
int write_whole(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fdatasync(descriptor) == 0 ? 0 : errno;
}

}  // namespace

GoldWriter::GoldWriter(GoldWriter&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      ends_in_line_(other.ends_in_line_) {}

GoldWriter::~GoldWriter() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<GoldWriter> GoldWriter::open(const std::filesystem::path& path) {
  GoldWriter writer(path);
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored)) ASSAY_CHECK(writer.begin(0));
  return writer;
}

Result<void> GoldWriter::begin(int flags) {
  // O_NONBLOCK: opening a FIFO must not wait for its reader.
  descriptor_ =
      ::open(path_.c_str(), O_RDWR | O_APPEND | O_CLOEXEC | O_NONBLOCK | flags, S_IRUSR | S_IWUSR);
  if (descriptor_ < 0 && errno == EEXIST) {
    return usage_error(path_.string() + " was made meanwhile: start again, to go on with it");
  }
  struct stat status {};
  if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0) {
    return usage_error("cannot write " + path_.string() + ": " + in_words(errno));
  }
  if (!S_ISREG(status.st_mode)) return usage_error(path_.string() + ": is not a regular file");
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    return usage_error(path_.string() + " is being written by another assay label: end that one");
  }
  char first[2] = {};
  char last = '\n';
  if (status.st_size > 0 && (::pread(descriptor_, first, sizeof first, 0) < 1 ||
                             ::pread(descriptor_, &last, 1, status.st_size - 1) != 1)) {
    return infrastructure_error(path_.string() + ": " + in_words(errno));
  }
  const std::string_view mark(first, sizeof first);
  if (mark == "\xFF\xFE" || mark == "\xFE\xFF") {
    return usage_error(path_.string() + " is UTF-16: save it as UTF-8, and labels can be added");
  }
  ends_in_line_ = last == '\n';
  return {};
}

// What is written to a file that has no name any more, or another one, is found by nobody.
bool GoldWriter::is_displaced(const struct stat& held) const {
  struct stat named {};
  return ::stat(path_.c_str(), &named) != 0 || named.st_dev != held.st_dev ||
         named.st_ino != held.st_ino;
}

Result<void> GoldWriter::append(std::string_view lines) {
  if (descriptor_ < 0) {
    if (const Result<void> made = make_private_folders(path_.parent_path()); !made) {
      return infrastructure_error("cannot write " + path_.string() + ": " + made.error().message);
    }
    ASSAY_CHECK(begin(O_CREAT | O_EXCL));
  }
  struct stat before {};
  int error = ::fstat(descriptor_, &before) == 0 ? 0 : errno;
  if (error == 0 && is_displaced(before)) {
    ASSAY_MARK("label.file_gone");
    return infrastructure_error(path_.string() +
                                " was removed or replaced meanwhile: the last label is not kept; "
                                "start again");
  }
  if (error == 0) {
    error = write_whole(descriptor_, (ends_in_line_ ? "" : "\n") + std::string(lines));
  }
  if (error == 0) {
    ends_in_line_ = true;
    return {};
  }
  ASSAY_MARK("label.not_written");
  // Half a line would be refused by whoever reads the file next.
  if (::ftruncate(descriptor_, before.st_size) != 0) {
    return infrastructure_error("cannot write " + path_.string() + ": " + in_words(error) +
                                "; its last line may be cut off: remove it");
  }
  return infrastructure_error("cannot write " + path_.string() + ": " + in_words(error));
}

}  // namespace assay
