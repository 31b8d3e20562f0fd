// Ctrl-C and friends: the first drains, the second ends at once.
#pragma once

#include <atomic>

namespace assay {

// Counts SIGINT, SIGTERM and SIGHUP while it lives; the old handlers come back
// with its end. One at a time.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  const std::atomic<int>& count() const;  // signals so far
  int last_signal() const;                // 0 when none came
};

// A closed stdout (`assay ... | head`) or a file at its size limit is a write that
// fails, told as such, and must not kill a run.
void ignore_write_signals();

// For a program that only waits: block first, so that threads started later
// inherit the mask, then wait until SIGINT or SIGTERM. Returns the signal.
void block_interrupts();
int wait_for_interrupt();
// The next one ends the program at once.
void allow_interrupts();

}  // namespace assay
