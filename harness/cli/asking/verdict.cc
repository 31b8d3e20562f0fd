#include "harness/cli/asking/verdict.h"

#include <csignal>

#include "harness/report/gate/exit_decision.h"

namespace assay {
namespace {

ExitCode exit_code_of(ExitClass exit) {
  switch (exit) {
    case ExitClass::ok:
      return ExitCode::ok;
    case ExitClass::failed:
      return ExitCode::gate_failed;
    case ExitClass::infrastructure:
      return ExitCode::infrastructure;
    case ExitClass::inconclusive:
      return ExitCode::inconclusive;
    case ExitClass::no_cells:
      return ExitCode::no_cells;
  }
  return ExitCode::internal;
}

std::optional<ExitCode> exit_code_of(RunnerResult::End end) {
  switch (end) {
    case RunnerResult::End::cost_cap:
    case RunnerResult::End::time_cap:
      return ExitCode::limit;
    case RunnerResult::End::store_failed:
    case RunnerResult::End::circuit_open:
      return ExitCode::infrastructure;
    case RunnerResult::End::interrupted:
      return ExitCode::interrupted;
    case RunnerResult::End::decided:
    case RunnerResult::End::complete:
      return std::nullopt;
  }
  return ExitCode::internal;
}

}  // namespace

ExitCode exit_code_of_signal(int signal) {
  return signal == SIGTERM || signal == SIGHUP ? ExitCode::terminated : ExitCode::interrupted;
}

ExitCode exit_code_of_run(const Report& report, RunnerResult::End end, int last_signal) {
  if (end == RunnerResult::End::interrupted) return exit_code_of_signal(last_signal);
  const ExitDecision decision = decide_exit(report);
  const ExitCode gates = exit_code_of(decision.exit);
  if (decision.regardless) return gates;
  const std::optional<ExitCode> ended = exit_code_of(end);
  return ended ? worse(*ended, gates) : gates;
}

}  // namespace assay
