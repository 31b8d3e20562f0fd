#include "harness/cli/import/import_openai_evals.h"

#include <filesystem>
#include <vector>

#include "harness/base/file.h"
#include "harness/cli/import/import_account.h"
#include "harness/cli/import/import_suite.h"
#include "harness/cli/selection/selection.h"
#include "harness/import/openai_evals/openai_evals.h"
#include "harness/score/score.h"
#include "harness/suite/load.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// "support" for support.json: the suite and its cases are called after the first file.
fs::path stem_of(const fs::path& file) {
  return file.parent_path() / file.stem();
}

Result<void> write_files(const OpenaiEvalsImport& made, const fs::path& suite,
                         const fs::path& cases, const Options& options) {
  if (!made.cases.empty()) {
    if (options.made_suite.empty() && fs::exists(cases))
      return usage_error(cases.string() + " exists already; -o puts suite and cases elsewhere");
    ASSAY_CHECK(write_file_atomically(cases, made.cases));
  }
  return write_file_atomically(suite, made.suite);
}

// What keeps it from running all the same; "": nothing.
Result<void> check_written(const fs::path& file) {
  ASSAY_TRY(const Suite suite, load_suite(file, load_options(Options())));
  return check_expectations(suite).map([](const std::vector<std::string>&) {});
}

}  // namespace

Result<ExitCode> import_openai_evals_command(const Options& options) {
  if (options.operands.size() < 2)
    return usage_error(
        "assay import openai-evals: expected FILE...: the eval, and beside it its "
        "runs, output items and data, as the API gives them");
  if (options.made_suite == "-")
    return usage_error("the suite has a file of cases beside it: -o names a file");
  const std::vector<fs::path> files(options.operands.begin() + 1, options.operands.end());
  ASSAY_TRY(const fs::path suite,
            place_of_import(stem_of(files.front()).string() + ".suite.yaml", options));
  const fs::path cases = cases_beside(suite);
  ASSAY_TRY(const OpenaiEvalsImport made,
            import_openai_evals(files, suite, cases.filename().string()));
  if (made.suite.empty()) {
    print_account(made.account, "", options);
    return usage_error(files.front().string() + ": nothing of it can run; the account says why");
  }
  ASSAY_CHECK(write_files(made, suite, cases, options));
  print_account(made.account, suite.string(), options);
  if (const Result<void> right = check_written(suite); !right)
    return usage_error("the suite is written, and cannot run before this is mended in it:\n" +
                       right.error().message);
  return made.account.differs() ? ExitCode::inconclusive : ExitCode::ok;
}

}  // namespace assay
