// Progress on stderr: one line redrawn on a terminal, a heartbeat otherwise.
#pragma once

#include <iosfwd>
#include <memory>
#include <string>

#include "harness/run/progress.h"

namespace assay {

enum class ProgressStyle { none, heartbeat, line };

std::unique_ptr<Progress> make_terminal_progress(std::ostream& out, ProgressStyle style);

// "120/600  20%  in flight 8  ✓ 100  ✗ 18  ! 2  waiting 3 (next 0:12)  85 tok/s  $0.012 of $2.5 ETA
// 1:20"
std::string progress_line(const ProgressState& state);

}  // namespace assay
