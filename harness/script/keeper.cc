#include "harness/script/keeper.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "harness/script/keeper_process.h"

namespace assay {
namespace {

// How long the destructor waits: what a keeper needs for a program that ignores SIGTERM.
constexpr int kMostEndingMs = 5000;

struct Pipe {
  Descriptor read, write;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return infrastructure_error(fmt::format("no pipe to a script: {}", std::strerror(errno)));
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

void do_not_block(const Descriptor& descriptor) {
  ::fcntl(descriptor.get(), F_SETFL, ::fcntl(descriptor.get(), F_GETFL) | O_NONBLOCK);
}

}  // namespace

Result<KeptProgram> KeptProgram::start(const ScriptProgram& program, Input how) {
  ASSAY_TRY(Pipe input, make_pipe());
  ASSAY_TRY(Pipe output, make_pipe());
  ASSAY_TRY(Pipe errors, make_pipe());
  ASSAY_TRY(Pipe status, make_pipe());
  ASSAY_TRY(Pipe control, make_pipe());
  const PreparedProgram prepared(program);
  const KeeperPipes pipes{input.read.get(), output.write.get(), errors.write.get(),
                          status.write.get(), control.read.get()};
  const pid_t keeper = ::fork();
  if (keeper < 0)
    return infrastructure_error(
        fmt::format("cannot start {}: {}", program.shown, std::strerror(errno)));
  if (keeper == 0) keep_program(prepared, pipes);
  KeptProgram kept;
  kept.keeper_ = keeper;
  kept.input_ = std::move(input.write);
  kept.output_ = std::move(output.read);
  kept.errors_ = std::move(errors.read);
  kept.status_ = std::move(status.read);
  kept.control_ = std::move(control.write);
  if (how == Input::watched) kept.input_end_ = std::move(input.read);
  for (const Descriptor* each : {&kept.input_, &kept.output_, &kept.errors_, &kept.status_})
    do_not_block(*each);
  return kept;
}

KeptProgram::KeptProgram(KeptProgram&& other) noexcept
    : keeper_(std::exchange(other.keeper_, -1)),
      input_(std::move(other.input_)),
      output_(std::move(other.output_)),
      errors_(std::move(other.errors_)),
      status_(std::move(other.status_)),
      control_(std::move(other.control_)),
      input_end_(std::move(other.input_end_)),
      end_(other.end_) {}

KeptProgram::~KeptProgram() {
  if (keeper_ < 0) return;
  let_go();
  output_.close();
  errors_.close();
  // The keeper closes the other end of the status pipe with its own end.
  while (true) {
    pollfd gone{status_.get(), POLLIN, 0};
    const int ready = ::poll(&gone, 1, kMostEndingMs);
    if (ready < 0 && errno == EINTR) continue;
    char bytes[64];
    const bool has_left = ready > 0 && ::read(status_.get(), bytes, sizeof(bytes)) <= 0;
    if (ready > 0 && !has_left) continue;
    ::waitpid(keeper_, nullptr, has_left ? 0 : WNOHANG);
    return;
  }
}

std::size_t KeptProgram::unread() const {
  const Descriptor& end = input_end_.is_open() ? input_end_ : input_;
  int bytes = 0;  // of the pipe, from either end
  return end.is_open() && ::ioctl(end.get(), FIONREAD, &bytes) == 0 && bytes > 0
             ? static_cast<std::size_t>(bytes)
             : 0;
}

bool KeptProgram::is_gone() {
  while (true) {
    char bytes[64];
    const ssize_t count = ::read(status_.get(), bytes, sizeof(bytes));
    if (count == 0) return true;
    if (count < 0 && errno != EINTR) return false;
  }
}

void KeptProgram::end_now() {
  const char now = kEndNow;
  // Full or broken: it has been told, or is ending already.
  [[maybe_unused]] const ssize_t written = ::write(control_.get(), &now, 1);
}

std::optional<ProgramEnd> KeptProgram::end() {
  if (end_) return end_;
  KeeperWord word;
  const ssize_t bytes = ::read(status_.get(), &word, sizeof(word));
  if (bytes == static_cast<ssize_t>(sizeof(word))) {
    if (word.exec_errno != 0)
      end_ = ProgramEnd{ProgramEnd::Kind::not_started, word.exec_errno};
    else if (WIFSIGNALED(word.wait_status))
      end_ = ProgramEnd{ProgramEnd::Kind::killed, WTERMSIG(word.wait_status)};
    else
      end_ = ProgramEnd{ProgramEnd::Kind::exited, WEXITSTATUS(word.wait_status)};
  } else if (bytes == 0) {
    end_ = ProgramEnd{ProgramEnd::Kind::killed, SIGKILL};  // with its keeper
  }
  return end_;
}

}  // namespace assay
