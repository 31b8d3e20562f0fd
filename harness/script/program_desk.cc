#include "harness/script/program_desk.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <utility>

#include "harness/base/mark.h"
#include "harness/script/program_thread.h"

namespace assay {

Result<std::unique_ptr<ProgramDesk>> ProgramDesk::start(std::vector<AnsweringProgram> programs,
                                                        std::function<void()> on_told) {
  Descriptor news(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!news.is_open())
    return infrastructure_error(fmt::format("cannot ask programs: {}", std::strerror(errno)));
  return std::unique_ptr<ProgramDesk>(
      // NOLINT: owned at once; the constructor is private, which make_unique cannot call.
      new ProgramDesk(std::move(programs), std::move(on_told), std::move(news)));
}

ProgramDesk::ProgramDesk(std::vector<AnsweringProgram> programs, std::function<void()> on_told,
                         Descriptor news)
    : programs_(std::move(programs)), on_told_(std::move(on_told)), news_(std::move(news)) {
  thread_ = std::thread([this] { work(); });
}

ProgramDesk::~ProgramDesk() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  raise_event(news_);
  thread_.join();
}

void ProgramDesk::ask(std::size_t program, std::uint64_t ticket, std::string question,
                      milliseconds timeout) {
  say({false, ticket, program, std::move(question), timeout});
}

void ProgramDesk::cancel(std::uint64_t ticket) {
  say({true, ticket, 0, "", {}});
}

void ProgramDesk::say(Word word) {
  bool is_first = false;
  {
    const std::lock_guard lock(mutex_);
    is_first = words_.empty();
    words_.push_back(std::move(word));
  }
  if (is_first) raise_event(news_);
}

std::vector<ToldAnswer> ProgramDesk::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(told_, {});
}

void ProgramDesk::work() {
  block_signals();
  while (true) {
    std::vector<Word> words;
    {
      const std::lock_guard lock(mutex_);
      if (is_stopping_) break;
      words = std::exchange(words_, {});
    }
    const Instant now = monotonic_now();
    for (Word& word : words) hear(std::move(word), now);
    go_on(now);
    wait_for_news();
  }
  end_all();
}

void ProgramDesk::hear(Word word, Instant now) {
  if (word.is_cancelled) {
    const auto found = std::find_if(workers_.begin(), workers_.end(), [&](const Worker& each) {
      return each.ticket == word.ticket && !each.process.is_free();
    });
    if (found == workers_.end()) return;
    ASSAY_MARK("program.cancelled");
    ending_.push_back(found->process.release());
    ending_.back().end_now();
    workers_.erase(found);
    return;
  }
  Worker* worker = free_worker(word.program, now);
  if (worker == nullptr) {
    Result<AskedProgram> started = AskedProgram::start(programs_[word.program]);
    if (!started) {
      ProgramFault fault{ProgramFault::Kind::no_process, std::move(started.error().message)};
      not_started_.push_back({word.ticket, {now, "", std::move(fault)}});
      return;
    }
    worker = &workers_.emplace_back(Worker{word.program, 0, std::move(*started)});
  }
  worker->ticket = word.ticket;
  worker->process.ask(word.question, now, word.timeout);
}

ProgramDesk::Worker* ProgramDesk::free_worker(std::size_t program, Instant now) {
  for (Worker& each : workers_) {
    if (each.program != program || !each.process.is_free()) continue;
    each.process.go_on(now);  // it may have ended, or spoken unasked
    if (each.process.is_free()) return &each;
  }
  return nullptr;
}

void ProgramDesk::go_on(Instant now) {
  std::vector<ToldAnswer> told = std::exchange(not_started_, {});
  for (auto each = workers_.begin(); each != workers_.end();) {
    each->process.go_on(now);
    if (std::optional<ProgramAnswer> answer = each->process.take())
      told.push_back({each->ticket, std::move(*answer)});
    const auto gone = each++;
    if (!gone->process.is_over()) continue;
    ending_.push_back(gone->process.release());
    ending_.back().end_now();
    workers_.erase(gone);
  }
  ending_.remove_if([](KeptProgram& each) { return each.is_gone(); });
  if (!told.empty()) tell(std::move(told));
}

void ProgramDesk::tell(std::vector<ToldAnswer> told) {
  {
    const std::lock_guard lock(mutex_);
    std::ranges::move(told, std::back_inserter(told_));
  }
  on_told_();
}

void ProgramDesk::wait_for_news() {
  std::vector<pollfd> polls{{news_.get(), POLLIN, 0}};
  Instant due = Instant::max();
  for (const Worker& each : workers_) {
    each.process.add_polls(polls);
    due = std::min(due, each.process.due());
  }
  for (const KeptProgram& each : ending_) polls.push_back({each.status(), POLLIN, 0});
  ::poll(polls.data(), polls.size(), poll_timeout(due));
  drain_event(news_);
}

// All at once, then one after another is waited for.
void ProgramDesk::end_all() {
  for (Worker& each : workers_) {
    const bool is_free = each.process.is_free();
    ending_.push_back(each.process.release());
    if (is_free)
      ending_.back().let_go();
    else
      ending_.back().end_now();
  }
  workers_.clear();
  ending_.clear();
}

}  // namespace assay
