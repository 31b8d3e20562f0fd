#include "harness/script/marker.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iterator>

namespace assay {
namespace {

constexpr Nanoseconds kMostWait = std::chrono::seconds{10};

// Signals are the main thread's, and a script that is gone is no SIGPIPE.
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

int milliseconds_until(Instant due, Instant now) {
  if (due <= now) return 0;
  const Nanoseconds wait = due == Instant::max() ? kMostWait : std::min(due - now, kMostWait);
  return static_cast<int>(std::chrono::ceil<milliseconds>(wait).count());
}

}  // namespace

Result<std::unique_ptr<Marker>> Marker::start(std::vector<ScriptProgram> programs,
                                              std::function<void()> on_marked) {
  Descriptor news(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!news.is_open())
    return infrastructure_error(fmt::format("cannot run scripts: {}", std::strerror(errno)));
  return std::unique_ptr<Marker>(
      // NOLINT: owned at once; the constructor is private, which make_unique cannot call.
      new Marker(std::move(programs), std::move(on_marked), std::move(news)));
}

Marker::Marker(std::vector<ScriptProgram> programs, std::function<void()> on_marked,
               Descriptor news)
    : on_marked_(std::move(on_marked)), news_(std::move(news)) {
  for (ScriptProgram& program : programs) conversations_.emplace_back(std::move(program));
  thread_ = std::thread([this] { work(); });
}

Marker::~Marker() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake();
  thread_.join();
}

void Marker::wake() {
  const std::uint64_t one = 1;
  // Full: it is awake.
  [[maybe_unused]] const ssize_t written = ::write(news_.get(), &one, sizeof(one));
}

void Marker::ask(std::size_t program, std::uint64_t ticket, std::string question) {
  bool is_first = false;
  {
    const std::lock_guard lock(mutex_);
    is_first = asked_.empty();
    asked_.push_back({program, ticket, std::move(question)});
  }
  if (is_first) wake();
}

std::vector<Marked> Marker::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(marked_, {});
}

void Marker::wait(Nanoseconds most) {
  std::unique_lock lock(mutex_);
  has_marks_.wait_for(lock, most, [this] { return !marked_.empty(); });
}

void Marker::work() {
  block_signals();
  while (true) {
    std::vector<Asked> asked;
    {
      const std::lock_guard lock(mutex_);
      if (is_stopping_) break;
      asked = std::exchange(asked_, {});
    }
    for (Asked& each : asked)
      conversations_[each.program].ask(each.ticket, std::move(each.question));
    std::vector<Marked> marked;
    for (Conversation& each : conversations_) {
      each.go_on(Instant{std::chrono::steady_clock::now()});
      std::ranges::move(each.take(), std::back_inserter(marked));
    }
    if (!marked.empty()) {
      {
        const std::lock_guard lock(mutex_);
        std::ranges::move(marked, std::back_inserter(marked_));
      }
      has_marks_.notify_all();
      on_marked_();
    }
    wait_for_news();
  }
  // All at once, then one after another is waited for.
  for (Conversation& each : conversations_) each.let_go();
  conversations_.clear();
}

void Marker::wait_for_news() {
  std::vector<pollfd> polls{{news_.get(), POLLIN, 0}};
  Instant due = Instant::max();
  for (const Conversation& each : conversations_) {
    each.add_polls(polls);
    due = std::min(due, each.due());
  }
  const int timeout = milliseconds_until(due, Instant{std::chrono::steady_clock::now()});
  ::poll(polls.data(), polls.size(), timeout);
  std::uint64_t ignored = 0;
  [[maybe_unused]] const ssize_t read = ::read(news_.get(), &ignored, sizeof(ignored));
}

}  // namespace assay
