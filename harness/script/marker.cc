#include "harness/script/marker.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>

#include "harness/script/program_thread.h"

namespace assay {
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
  raise_event(news_);
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
      each.go_on(monotonic_now());
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
  ::poll(polls.data(), polls.size(), poll_timeout(due));
  drain_event(news_);
}

}  // namespace assay
