// One epoll set with an eventfd to wake it. A socket stays registered while
// nobody is interested in it, because curl drops and renews its interest around
// every request and two system calls a request are a tenth of its cost; it is
// dropped only if it reports something unasked for.
#pragma once

#include <sys/epoll.h>
#include <cstdint>
#include <span>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/result.h"

namespace assay {

struct SocketEvent {
  int fd = -1;
  std::uint32_t owner = 0;
  bool readable = false;
  bool writable = false;
  bool broken = false;
};

class SocketSet {
 public:
  static Result<SocketSet> open();
  SocketSet(SocketSet&& other) noexcept;
  SocketSet(const SocketSet&) = delete;
  SocketSet& operator=(const SocketSet&) = delete;
  SocketSet& operator=(SocketSet&&) = delete;
  ~SocketSet();

  // A socket whose closed() will be called: only such may stay registered
  // without interest, since the kernel hands out a closed one's number again.
  void opened(int fd);
  void closed(int fd);

  void want(int fd, bool read, bool write, std::uint32_t owner);
  void want_nothing(int fd);

  // From now on a regular timer ticks, and every wait() says how late it came to
  // the ticks that had passed. An error where the kernel has no timer to give.
  Result<void> tick_every(Nanoseconds interval);
  std::span<const Nanoseconds> lateness() const { return lateness_; }

  // Waits until something is ready or `timeout` (rounded up to a millisecond)
  // has passed; the events live until the next call. wake() ends it early.
  std::span<const SocketEvent> wait(Nanoseconds timeout);
  void wake();  // from any thread

 private:
  struct Registration {
    std::uint32_t owner = 0;
    std::uint32_t wanted = 0;      // epoll bits
    std::uint32_t registered = 0;  // what the kernel knows; 0: not in the set
    bool tracked = false;          // opened() was called
  };

  SocketSet(int epoll_fd, int event_fd);
  void take_ticks();
  Registration& registration(int fd);
  void apply(int fd, Registration& registration);
  void take(const epoll_event& event);

  int epoll_fd_;
  int event_fd_;
  int tick_fd_ = -1;
  Nanoseconds tick_interval_{};
  Instant next_tick_{};
  std::vector<Nanoseconds> lateness_;
  std::vector<Registration> registrations_;  // by descriptor
  std::vector<epoll_event> raw_;
  std::vector<SocketEvent> events_;
};

}  // namespace assay
