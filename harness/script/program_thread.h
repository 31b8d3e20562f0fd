// What the threads have in common that talk to programs.
#pragma once

#include "harness/base/clock.h"
#include "harness/script/descriptor.h"

namespace assay {

// Signals are the main thread's, and a program that is gone is no SIGPIPE.
void block_signals();
Instant monotonic_now();
// For poll(2): until `due`, and not for ever.
int poll_timeout(Instant due);
// An eventfd, written and read empty.
void raise_event(const Descriptor& event);
void drain_event(const Descriptor& event);

}  // namespace assay
