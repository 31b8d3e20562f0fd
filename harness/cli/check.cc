// assay check: is the suite right? Spends nothing.
#include <iostream>

#include "harness/base/text.h"
#include "harness/cli/commands.h"
#include "harness/cli/selection.h"

namespace assay {

Result<ExitCode> check_command(const Options& options) {
  ExitCode worst = ExitCode::ok;
  for (const std::string& path : options.operands) {
    const Result<Selection> selection = select_cells(path, options);
    if (!selection) {
      std::cerr << selection.error().message << '\n';
      worst = worse(worst, exit_code_of(selection.error()));
      continue;
    }
    for (const std::string& warning : selection->suite->warnings) {
      std::cerr << terminal_safe(warning) << '\n';
    }
    const Plan& plan = selection->plan;
    if (!options.quiet) {
      std::cout << terminal_safe(path) << ": ok, " << plan.variants.size() << " variants x "
                << plan.cases.size() << " cases x " << plan.repeats << " repeats = "
                << plan.cell_count() << " cells\n";
    }
    if (plan.cell_count() == 0) worst = worse(worst, ExitCode::no_cells);
  }
  return worst;
}

}  // namespace assay
