// A promptfoo configuration where a suite is wanted: imported in memory, and checked.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "harness/base/result.h"
#include "harness/cli/options/options.h"
#include "harness/import/promptfoo/promptfoo.h"
#include "harness/suite/load.h"
#include "harness/suite/suite.h"

namespace assay {

// Imports it, and holds the result to assay's own rules: what these refuse of it (a pattern,
// a bound that always holds) is refused in the account, with the reason. An error where the
// configuration cannot be read.
struct CheckedImport {
  PromptfooImport made;
  std::string wrong;  // what keeps the suite from running all the same; "": nothing
};
// Its files may lie below `--root`, or project_root() where there is none.
Result<CheckedImport> import_checked(std::string_view text, const std::filesystem::path& config,
                                     const Options& options);

// ": 3 more parts with --allow-exec, 1 more part with --root (the account says which)"; "" where no
// option would bring more of it over.
std::string what_would_help(const Account& account);

// Whether the suite that is written down names files outside of its folder, and so is to be run
// with --root.
bool needs_root(const PromptfooImport& made, const Options& options);

// The suite that a configuration makes, read with `load`; what could not be brought over is among
// its warnings.
struct LoadedImport {
  Suite suite;
  std::size_t refused = 0;  // parts that are not in the suite
};
Result<LoadedImport> load_promptfoo(std::string_view text, const std::string& path,
                                    const Options& options, const LoadOptions& load);

}  // namespace assay
