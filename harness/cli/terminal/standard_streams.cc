#include "harness/cli/terminal/standard_streams.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iostream>
#include <streambuf>
#include <string_view>
#include <system_error>

#include "harness/base/mark.h"
#include "harness/base/redact.h"

namespace assay {
namespace {

constexpr std::size_t kChunk = std::size_t{64} << 10;
// A line of a report may be a whole data set; beyond this it leaves in pieces.
constexpr std::size_t kLongestLine = std::size_t{64} << 20;

// Waits where a descriptor that somebody made non-blocking (a parent in node does) is full.
bool wait_until_writable(int descriptor) {
  pollfd waited{descriptor, POLLOUT, 0};
  return ::poll(&waited, 1, -1) > 0 || errno == EINTR;
}

// errno, or 0.
int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (written == 0) {
      return EIO;
    } else if (errno == EAGAIN) {
      if (!wait_until_writable(descriptor)) return errno;
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

// Network and quota file systems may tell only at a close that they kept nothing; a copy's
// close tells too, and leaves the stream to sanitizers, which speak last.
int close_copy(int descriptor) {
  const int copy = ::dup(descriptor);
  return copy < 0 || ::close(copy) == 0 ? 0 : errno;
}

class DescriptorBuffer final : public std::streambuf {
 public:
  DescriptorBuffer(int descriptor, std::string_view name) : descriptor_(descriptor), name_(name) {}

  void mark_closed() { closed_ = true; }
  bool is_closed() const { return closed_; }

  // "" when all of it got out, as far as a reader wanted it.
  std::string loss() const {
    if (error_ == 0 || error_ == EPIPE) return {};
    ASSAY_MARK("stream.lost");
    return "assay: cannot write to " + std::string(name_) + ": " +
           (closed_ ? std::string("it is closed") : std::generic_category().message(error_));
  }

  void end() {
    if (!pending_.empty()) (void)drain(pending_.size());
    if (wrote_ && error_ == 0) error_ = close_copy(descriptor_);
  }

 protected:
  int_type overflow(int_type c) override {
    if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
    const char byte = traits_type::to_char_type(c);
    return xsputn(&byte, 1) == 1 ? c : traits_type::eof();
  }

  std::streamsize xsputn(const char* bytes, std::streamsize size) override {
    if (error_ != 0) return 0;
    const std::string_view added(bytes, static_cast<std::size_t>(size));
    const std::size_t end_of_line = added.rfind('\n');
    if (end_of_line != std::string_view::npos) whole_lines_ = pending_.size() + end_of_line + 1;
    pending_ += added;
    // Whole lines leave together, so that no secret is cut in two between chunks.
    if (pending_.size() >= kLongestLine) return drain(pending_.size()) ? size : 0;
    if (pending_.size() < kChunk || whole_lines_ == 0) return size;
    return drain(whole_lines_) ? size : 0;
  }

  int sync() override { return pending_.empty() || drain(pending_.size()) ? 0 : -1; }

 private:
  // After an error nothing more is written: what came later would look whole.
  bool drain(std::size_t size) {
    if (error_ == 0) {
      wrote_ = true;
      error_ = write_all(descriptor_, redact(std::string_view(pending_).substr(0, size)));
      ASSAY_MARK_IF(error_ == EPIPE, "stream.reader_left");
    }
    pending_.erase(0, size);
    whole_lines_ = 0;
    return error_ == 0;
  }

  const int descriptor_;
  const std::string_view name_;
  std::string pending_;
  std::size_t whole_lines_ = 0;  // so many bytes of it, up to the end of the last
  int error_ = 0;
  bool wrote_ = false;
  bool closed_ = false;
};

// Never destroyed: std::cout is flushed after the last destructor.
DescriptorBuffer& out() {
  // NOLINT: see above
  static DescriptorBuffer* const buffer = new DescriptorBuffer(STDOUT_FILENO, "stdout");
  return *buffer;
}
DescriptorBuffer& err() {
  // NOLINT: see above
  static DescriptorBuffer* const buffer = new DescriptorBuffer(STDERR_FILENO, "stderr");
  return *buffer;
}

// A socket that leads nowhere: unlike /dev/null it takes no byte, and it cannot be opened
// again as /dev/stdout. Descriptors are given out from the lowest, so this one is `missing`.
bool hold_if_closed(int missing) {
  if (::fcntl(missing, F_GETFD) >= 0 || errno != EBADF) return false;
  ASSAY_MARK("stream.closed");
  return ::socket(AF_UNIX, SOCK_STREAM, 0) == missing;
}

}  // namespace

void take_over_standard_streams() {
  (void)hold_if_closed(STDIN_FILENO);
  if (hold_if_closed(STDOUT_FILENO)) out().mark_closed();
  if (hold_if_closed(STDERR_FILENO)) err().mark_closed();
  std::cout.rdbuf(&out());
  std::cerr.rdbuf(&err());
}

bool stdout_has_all() {
  std::cout.flush();
  return out().loss().empty();
}

bool stdout_is_closed() {
  return out().is_closed();
}

bool end_standard_streams() {
  out().end();
  const std::string lost = out().loss();
  if (!lost.empty()) std::cerr << lost << '\n';
  err().end();
  return lost.empty() && err().loss().empty();
}

}  // namespace assay
