#include "harness/cli/terminal/signals.h"

#include <csignal>

#include "harness/base/mark.h"

namespace assay {
namespace {

std::atomic<int> interrupts{0};
std::atomic<int> last{0};
static_assert(std::atomic<int>::is_always_lock_free, "the handler must not take a lock");

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};
struct sigaction previous[3];

void on_signal(int number) {
  last = number;
  if (++interrupts == 1)
    ASSAY_MARK("signal.first");
  else
    ASSAY_MARK("signal.second");
}

sigset_t waited_for() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

InterruptGuard::InterruptGuard() {
  interrupts = 0;
  last = 0;
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = 0;  // waits must end with EINTR
  for (int i = 0; i < 3; ++i) sigaction(kSignals[i], &action, &previous[i]);
}

InterruptGuard::~InterruptGuard() {
  for (int i = 0; i < 3; ++i) sigaction(kSignals[i], &previous[i], nullptr);
}

const std::atomic<int>& InterruptGuard::count() const {
  return interrupts;
}
int InterruptGuard::last_signal() const {
  return last;
}

void ignore_write_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

void block_interrupts() {
  const sigset_t set = waited_for();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void allow_interrupts() {
  const sigset_t set = waited_for();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

int wait_for_interrupt() {
  const sigset_t set = waited_for();
  int received = 0;
  sigwait(&set, &received);
  return received;
}

}  // namespace assay
