#include "harness/run/socket_set.h"

#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace assay {
namespace {

// Bounds the work between two looks at the runner's own queues.
constexpr std::size_t kEventsAtOnce = 256;

}  // namespace

Result<SocketSet> SocketSet::open() {
  const int epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  const int event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = event_fd;
  if (epoll_fd < 0 || event_fd < 0 || epoll_ctl(epoll_fd, EPOLL_CTL_ADD, event_fd, &event) != 0) {
    const std::string reason = std::strerror(errno);
    if (epoll_fd >= 0) close(epoll_fd);
    if (event_fd >= 0) close(event_fd);
    return infrastructure_error("cannot set up the event loop: " + reason);
  }
  return SocketSet(epoll_fd, event_fd);
}

SocketSet::SocketSet(int epoll_fd, int event_fd)
    : epoll_fd_(epoll_fd), event_fd_(event_fd), raw_(kEventsAtOnce) {}

SocketSet::SocketSet(SocketSet&& other) noexcept
    : epoll_fd_(std::exchange(other.epoll_fd_, -1)),
      event_fd_(std::exchange(other.event_fd_, -1)),
      tick_fd_(std::exchange(other.tick_fd_, -1)),
      tick_interval_(other.tick_interval_),
      next_tick_(other.next_tick_),
      lateness_(std::move(other.lateness_)),
      registrations_(std::move(other.registrations_)),
      raw_(std::move(other.raw_)),
      events_(std::move(other.events_)) {}

SocketSet::~SocketSet() {
  if (epoll_fd_ >= 0) close(epoll_fd_);
  if (event_fd_ >= 0) close(event_fd_);
  if (tick_fd_ >= 0) close(tick_fd_);
}

Result<void> SocketSet::tick_every(Nanoseconds interval) {
  const auto timespec_of = [](Nanoseconds since_epoch) {
    constexpr std::int64_t kSecond = 1'000'000'000;
    return timespec{since_epoch.count() / kSecond, since_epoch.count() % kSecond};
  };
  tick_interval_ = interval;
  next_tick_ = SystemClock().now() + interval;
  tick_fd_ = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  const itimerspec when{timespec_of(interval), timespec_of(next_tick_.time_since_epoch())};
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = tick_fd_;
  if (tick_fd_ < 0 || timerfd_settime(tick_fd_, TFD_TIMER_ABSTIME, &when, nullptr) != 0 ||
      epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, tick_fd_, &event) != 0)
    return infrastructure_error(std::string("cannot set up the event loop's timer: ") +
                                std::strerror(errno));
  return {};
}

// One sample for every tick that has passed: a loop that was away for long
// missed many.
void SocketSet::take_ticks() {
  std::uint64_t ticks = 0;
  if (read(tick_fd_, &ticks, sizeof ticks) != sizeof ticks) return;
  constexpr std::uint64_t kMost = 10'000;  // the process was stopped: it is late enough
  const Instant now = SystemClock().now();
  for (std::uint64_t tick = 0; tick < ticks; ++tick, next_tick_ += tick_interval_)
    if (tick < kMost) lateness_.push_back(now - next_tick_);
}

SocketSet::Registration& SocketSet::registration(int fd) {
  const auto index = static_cast<std::size_t>(fd);
  if (index >= registrations_.size()) registrations_.resize(index + 64);
  return registrations_[index];
}

void SocketSet::opened(int fd) {
  registration(fd) = Registration{};
  registration(fd).tracked = true;
}

// The kernel takes a closed descriptor out of the set by itself.
void SocketSet::closed(int fd) {
  registration(fd) = Registration{};
}

void SocketSet::want(int fd, bool read, bool write, std::uint32_t owner) {
  Registration& entry = registration(fd);
  entry.owner = owner;
  entry.wanted = (read ? EPOLLIN : 0u) | (write ? EPOLLOUT : 0u);
  apply(fd, entry);
}

void SocketSet::want_nothing(int fd) {
  Registration& entry = registration(fd);
  entry.wanted = 0;
  if (!entry.tracked) apply(fd, entry);
}

void SocketSet::apply(int fd, Registration& entry) {
  if (entry.registered == entry.wanted) return;
  epoll_event event{};
  event.events = entry.wanted;
  event.data.fd = fd;
  const int operation = entry.wanted == 0       ? EPOLL_CTL_DEL
                        : entry.registered == 0 ? EPOLL_CTL_ADD
                                                : EPOLL_CTL_MOD;
  int result = epoll_ctl(epoll_fd_, operation, fd, &event);
  // A descriptor that was closed behind our back, and its number used again.
  if (result != 0 && errno == ENOENT && operation == EPOLL_CTL_MOD)
    result = epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, fd, &event);
  if (result != 0 && errno == EEXIST && operation == EPOLL_CTL_ADD)
    result = epoll_ctl(epoll_fd_, EPOLL_CTL_MOD, fd, &event);
  entry.registered = result == 0 ? entry.wanted : 0;
}

std::span<const SocketEvent> SocketSet::wait(Nanoseconds timeout) {
  using std::chrono::ceil;
  constexpr milliseconds kLongest = std::chrono::minutes{1};
  const milliseconds bounded = std::clamp(
      ceil<milliseconds>(std::min(timeout, Nanoseconds{kLongest})), milliseconds{0}, kLongest);
  events_.clear();
  lateness_.clear();
  const int count = epoll_wait(epoll_fd_, raw_.data(), static_cast<int>(raw_.size()),
                               static_cast<int>(bounded.count()));
  for (int i = 0; i < count; ++i) take(raw_[static_cast<std::size_t>(i)]);
  return events_;
}

void SocketSet::take(const epoll_event& event) {
  const int fd = event.data.fd;
  if (fd == tick_fd_) return take_ticks();
  if (fd == event_fd_) {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto drained = read(event_fd_, &count, sizeof count);
    return;
  }
  Registration& entry = registration(fd);
  if (entry.wanted == 0) {
    // An idle connection that its server closed would be reported forever.
    apply(fd, entry);
    return;
  }
  events_.push_back({fd, entry.owner, (event.events & EPOLLIN) != 0, (event.events & EPOLLOUT) != 0,
                     (event.events & (EPOLLERR | EPOLLHUP)) != 0});
}

void SocketSet::wake() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(event_fd_, &one, sizeof one);
}

}  // namespace assay
