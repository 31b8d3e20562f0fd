// A toy of a subcommand.
#include <iostream>

#include "harness/cli/options/commands.h"

namespace assay {

Result<ExitCode> toy_command(const Options& options) {
  std::cout << "a toy with " << options.operands[0] << '\n';
  return ExitCode::ok;
}

}  // namespace assay
