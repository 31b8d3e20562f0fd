#include "harness/cli/import/import_suite.h"

#include <fmt/format.h>

#include "harness/base/count_text.h"
#include "harness/base/file.h"
#include "harness/import/outputs/made_suite.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// What is there and says the same need not be written.
Result<bool> is_there(const fs::path& file, const std::string& text) {
  std::error_code failed;
  if (!fs::exists(file, failed)) return false;
  const Result<std::string> said = read_file(file, kMaxDataBytes);
  if (said && *said == text) return true;
  return usage_error(file.string() +
                     " is there and says something else; --suite takes it as it is, -o FILE writes "
                     "the suite elsewhere");
}

std::string not_imported_text(const SuiteMaker& maker) {
  std::string text;
  for (const auto& [what, count] : maker.not_imported())
    text += fmt::format("not imported: {} ({} times)\n", what, count);
  return text;
}

}  // namespace

fs::path cases_beside(const fs::path& suite) {
  fs::path stem = suite.stem();
  if (stem.extension() == ".suite") stem = stem.stem();
  return suite.parent_path() / (stem.string() + ".cases.jsonl");
}

std::string unnamed_model(const OutputSource& source) {
  const std::string stem = source.file.stem().string();
  return stem.empty() ? "unnamed" : stem;
}

Result<ImportSuite> suite_for(const OutputFormat& format, OutputSource& source,
                              const Options& options) {
  if (!options.suite_file.empty()) return ImportSuite{options.suite_file, false, "", ""};
  SuiteMaker maker(source.file.stem().string(), unnamed_model(source));
  CaseNamer namer;
  ASSAY_CHECK(format.read(source, [&](ImportedOutput output) -> Result<void> {
    Result<void> taken = namer.name(output);
    if (taken) taken = maker.add(output);
    if (!taken) return usage_error(source.file.string() + ": " + taken.error().message);
    return {};
  }));
  fs::path suite = options.made_suite;
  if (suite.empty()) suite = fs::path(source.file).replace_extension(".suite.yaml");
  const fs::path cases = cases_beside(suite);
  Result<SuiteMaker::Files> files =
      maker.finish(cases.filename().string(), source.file.filename().string());
  if (!files) return usage_error(source.file.string() + ": " + files.error().message);
  ASSAY_TRY(const bool has_suite, is_there(suite, files->suite));
  if (!files->cases.empty()) {
    ASSAY_TRY(const bool has_cases, is_there(cases, files->cases));
    if (!has_cases) ASSAY_CHECK(write_file_atomically(cases, files->cases));
  }
  if (!has_suite) ASSAY_CHECK(write_file_atomically(suite, files->suite));
  const std::string told = fmt::format("the suite of these outputs is {}\n", suite.string());
  return ImportSuite{suite, true, told + not_imported_text(maker), maker.model_of_failures()};
}

}  // namespace assay
