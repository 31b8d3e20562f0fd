// stdin's terminal as single keys, without echo.
#pragma once

namespace assay {

// While it lives; stdin must be a terminal. The terminal is as it was before at its end, and
// while the program is stopped (Ctrl-Z) or ended by SIGQUIT, which no InterruptGuard holds.
// One at a time.
class SingleKeys {
 public:
  SingleKeys();
  ~SingleKeys();
  SingleKeys(const SingleKeys&) = delete;
  SingleKeys& operator=(const SingleKeys&) = delete;
};

}  // namespace assay
