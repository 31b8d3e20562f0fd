// assay: tests prompts the way a compiler suite tests a compiler.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <new>
#include <string>
#include <system_error>

#include "harness/base/mark.h"
#include "harness/cli/options/commands.h"
#include "harness/cli/options/options.h"
#include "harness/cli/terminal/core_dumps.h"
#include "harness/cli/terminal/signals.h"
#include "harness/cli/terminal/standard_streams.h"

namespace {

int report_bug(const char* what) {
  std::cerr << "assay: this is a bug, please report it: " << what << '\n';
  return static_cast<int>(assay::ExitCode::internal);
}

// Not std::cerr, which would need memory.
int report_no_memory() {
  ASSAY_MARK("memory.none_left");
  std::fputs("assay: out of memory; what was stored is kept, and a run can be resumed\n", stderr);
  return static_cast<int>(assay::ExitCode::internal);
}

// A thread that cannot begin is no bug: memory, or a limit on processes, is at its end.
int report_system(const std::system_error& error) {
  if (error.code() != std::errc::resource_unavailable_try_again) return report_bug(error.what());
  std::fputs(
      "assay: no thread can begin, for want of memory or processes; what was stored is kept, and a "
      "run can be resumed\n",
      stderr);
  return static_cast<int>(assay::ExitCode::internal);
}

// Of the exception that is being handled.
int report_exception() {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return report_no_memory();
  } catch (const std::system_error& error) {
    return report_system(error);
  } catch (const std::exception& error) {
    return report_bug(error.what());
  } catch (...) {
    return report_bug("unknown exception");
  }
}

// An exception that leaves another thread cannot be caught here. The Store is
// sound at any instant, so leaving at once loses nothing that was kept.
[[noreturn]] void leave_at_once() {
  std::_Exit(std::current_exception() ? report_exception() : report_bug("std::terminate"));
}

// Nothing is a success whose words were lost.
assay::ExitCode with_output(assay::ExitCode outcome) {
  if (assay::end_standard_streams()) return outcome;
  return worse(outcome, assay::ExitCode::infrastructure);
}

int run(const assay::Options& options) {
  using assay::ExitCode;
  assay::Result<ExitCode> outcome = assay::find_command(options.command)->run(options);
  if (!outcome) {
    std::cerr << outcome.error().message << '\n';
    outcome = exit_code_of(outcome.error());
  }
  outcome = with_output(*outcome);
  const auto other = options.exit_codes.find(*outcome);
  return other == options.exit_codes.end() ? static_cast<int>(*outcome) : other->second;
}

}  // namespace

int main(int argc, char** argv) {
  assay::forbid_core_dumps();
  assay::ignore_write_signals();
  assay::take_over_standard_streams();
  std::set_terminate(leave_at_once);
  try {
    const assay::ParsedCommandLine parsed = assay::parse_command_line(argc, argv);
    std::cout << parsed.out;
    std::cerr << parsed.err;
    if (parsed.stop) {
      return static_cast<int>(with_output(static_cast<assay::ExitCode>(parsed.exit_code)));
    }
    return run(parsed.options);
  } catch (...) {
    return report_exception();
  }
}
