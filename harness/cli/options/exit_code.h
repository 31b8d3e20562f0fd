// Exit codes: public and stable (README, "Failing a CI job").
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"

namespace assay {

enum class ExitCode : int {
  ok = 0,
  gate_failed = 1,     // a gate failed; without gates: a cell failed
  usage = 2,           // command line or suite wrong; nothing was sent
  infrastructure = 3,  // auth, provider down, disk, error rate above max_error_rate
  inconclusive = 4,    // valid data that decides nothing
  no_cells = 5,        // the filter or shard selected nothing
  limit = 6,           // cost or time cap reached; resumable
  internal = 70,       // a bug (EX_SOFTWARE)
  interrupted = 130,   // SIGINT; resumable
  terminated = 143,    // SIGTERM; resumable
};

ExitCode exit_code_of(const Error& error);

// The one that stands for several: signal > 70 > 2 > 6 > 3 > 1 > 4 > 5 > 0.
ExitCode worse(ExitCode a, ExitCode b);

// "gate", "usage", ...: outcomes as --exit-code names them.
std::vector<std::string> exit_code_names();
Result<std::map<ExitCode, int>> parse_exit_code_overrides(const std::vector<std::string>& settings);

}  // namespace assay
