#include "harness/script/program_thread.h"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>

namespace assay {
namespace {

constexpr Nanoseconds kMostWait = std::chrono::seconds{10};

}  // namespace

void block_signals() {
  sigset_t all;
  sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

Instant monotonic_now() {
  return Instant{std::chrono::steady_clock::now()};
}

int poll_timeout(Instant due) {
  const Instant now = monotonic_now();
  if (due <= now) return 0;
  const Nanoseconds wait = due == Instant::max() ? kMostWait : std::min(due - now, kMostWait);
  return static_cast<int>(std::chrono::ceil<milliseconds>(wait).count());
}

void raise_event(const Descriptor& event) {
  const std::uint64_t one = 1;
  // Full: it is raised.
  [[maybe_unused]] const ssize_t written = ::write(event.get(), &one, sizeof(one));
}

void drain_event(const Descriptor& event) {
  std::uint64_t ignored = 0;
  [[maybe_unused]] const ssize_t read = ::read(event.get(), &ignored, sizeof(ignored));
}

}  // namespace assay
