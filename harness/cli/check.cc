// assay check: is the suite right? Spends nothing.
#include <algorithm>
#include <iostream>

#include "harness/base/text.h"
#include "harness/cli/options/commands.h"
#include "harness/cli/selection/judge_calls.h"
#include "harness/cli/selection/selection.h"

namespace assay {
namespace {

// "3 of 24 cases expect nothing: a, b, c"; "" when all expect something.
std::string unscored_cases(const Plan& plan) {
  constexpr std::size_t kNamed = 5;
  std::vector<std::string> names;
  std::size_t count = 0;
  for (const std::size_t i : plan.cases) {
    const Case& asked = plan.suite->cases[i];
    const std::vector<const Expectations*> lists = expectations_of(asked);
    if (!std::all_of(lists.begin(), lists.end(),
                     [](const Expectations* list) { return list->empty(); }))
      continue;
    if (++count <= kNamed) names.push_back(excerpt(asked.id, 60));
  }
  if (count == 0) return {};
  std::string words = std::to_string(count) + " of " + std::to_string(plan.cases.size()) +
                      (count == 1 ? " cases expects nothing" : " cases expect nothing") +
                      " and will be unscored, never a pass: " + join(names, ", ");
  if (count > kNamed) words += " and " + std::to_string(count - kNamed) + " more";
  return words;
}

}  // namespace

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
    if (is_empty(*selection, path)) {
      worst = worse(worst, ExitCode::no_cells);
      continue;
    }
    // What cannot run is wrong with the suite here; what would run is told, and not run.
    Result<void> found = selection->scripts.find_programs();
    if (found) found = selection->programs.find();
    if (!found) {
      std::cerr << terminal_safe(path + ": " + found.error().message) << '\n';
      worst = worse(worst, exit_code_of(found.error()));
      continue;
    }
    const Plan& plan = selection->plan;
    if (!options.quiet) {
      std::cout << terminal_safe(path) << ": ok, " << plan.variants.size() << " variants x "
                << plan.cases.size() << " cases x " << plan.repeats
                << " repeats = " << plan.cell_count() << " cells\n";
    }
    for (const std::string& shown : selection->scripts.shown())
      if (!options.quiet) std::cout << terminal_safe(path + ": would run: " + shown) << '\n';
    for (const std::string& shown : selection->programs.shown())
      if (!options.quiet) std::cout << terminal_safe(path + ": would ask: " + shown) << '\n';
    if (const std::string words = unscored_cases(plan); !words.empty()) {
      std::cerr << terminal_safe(path + ": warning: " + words) << '\n';
    }
  }
  return worst;
}

}  // namespace assay
