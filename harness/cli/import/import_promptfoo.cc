// assay import promptfoo: a configuration of promptfoo as a suite, and the account of it.
#include "harness/cli/import/import_promptfoo.h"

#include <fmt/format.h>

#include <iostream>

#include "harness/base/file.h"
#include "harness/base/text.h"
#include "harness/cli/import/import_account.h"
#include "harness/cli/selection/project_root.h"
#include "harness/cli/selection/promptfoo_suite.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// Beside the configuration, so that the files it names keep their names.
fs::path usual_place(const fs::path& config) {
  const std::string stem = config.stem().string();
  return config.parent_path() /
         (stem == "promptfooconfig" || stem == "promptfoo" ? "suite.yaml" : stem + ".suite.yaml");
}

// Files are named from the suite's folder.
Result<void> check_place(const fs::path& place, const fs::path& config, const std::string& yaml) {
  std::error_code ignored;
  const fs::path there = fs::absolute(place, ignored).lexically_normal().parent_path();
  const fs::path here = fs::absolute(config, ignored).lexically_normal().parent_path();
  if (there == here) return {};
  for (const std::string_view key : {"from: ", "python: ", "javascript: ", "schema: ", "file: "})
    if (yaml.find(key) != std::string::npos)
      return usage_error(
          fmt::format("-o {}: the suite names files from the folder of {}; write it there",
                      place.string(), config.string()));
  return {};
}

}  // namespace

Result<ExitCode> import_promptfoo_command(const Options& options) {
  const fs::path place = options.operands.size() > 1 ? options.operands[1] : ".";
  ASSAY_TRY(const fs::path config, find_promptfoo_config(place));
  ASSAY_TRY(const std::string text, read_file(config, kMaxYamlBytes));
  ASSAY_TRY(const CheckedImport checked, import_checked(text, config, options));
  const PromptfooImport& made = checked.made;
  if (made.suite.empty()) {
    print_account(made.account, "", options);
    const std::string help = what_would_help(made.account);
    return usage_error(config.string() + ": nothing of it can run" +
                       (help.empty() ? "; the account says why" : help));
  }
  const bool to_stdout = options.made_suite == "-";
  if (to_stdout && options.json) return usage_error("--json and -o - both want stdout");
  ASSAY_TRY(const fs::path file, place_of_import(usual_place(config), options));
  if (to_stdout) {
    std::cout << made.suite;
  } else {
    ASSAY_CHECK(check_place(file, config, made.suite));
    ASSAY_CHECK(write_file_atomically(file, made.suite));
  }
  const std::string root =
      needs_root(made, options) ? project_root(config).lexically_proximate(fs::current_path()) : "";
  print_account(made.account, file.string(), options, root);
  if (!checked.wrong.empty())
    return usage_error("the suite is written, and cannot run before this is mended in it" +
                       what_would_help(made.account) + ":\n" + checked.wrong);
  return made.account.differs() ? ExitCode::inconclusive : ExitCode::ok;
}

}  // namespace assay
