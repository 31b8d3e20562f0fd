// assay: tests prompts the way a compiler suite tests a compiler.
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <iostream>
#include <map>
#include <string>

#include "harness/base/redact.h"
#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/cli/signals.h"

namespace {

int report_bug(const char* what) {
  std::cerr << "assay: this is a bug, please report it: " << assay::redact(what) << '\n';
  return static_cast<int>(assay::ExitCode::internal);
}

int run(const assay::Options& options) {
  using assay::ExitCode;
  const assay::Result<std::map<ExitCode, int>> overrides =
      assay::parse_exit_code_overrides(options.exit_codes);
  assay::Result<ExitCode> outcome = ExitCode::usage;
  if (!overrides) {
    outcome = tl::unexpected(overrides.error());
  } else {
    for (const assay::CommandRow& row : assay::command_rows()) {
      if (row.name == options.command) outcome = row.run(options);
    }
  }
  if (!outcome) {
    std::cerr << assay::redact(outcome.error().message) << '\n';
    outcome = exit_code_of(outcome.error());
  }
  std::cout.flush();
  if (overrides) {
    if (const auto found = overrides->find(*outcome); found != overrides->end()) {
      return found->second;
    }
  }
  return static_cast<int>(*outcome);
}

}  // namespace

int main(int argc, char** argv) {
  assay::ignore_write_signals();
  try {
    const assay::ParsedCommandLine parsed = assay::parse_command_line(argc, argv);
    std::cout << parsed.out;
    std::cerr << parsed.err;
    if (parsed.stop) return parsed.exit_code;
    return run(parsed.options);
  } catch (const std::exception& error) {
    return report_bug(error.what());
  } catch (...) {
    return report_bug("unknown exception");
  }
}
