#include "harness/cli/label/label_sitting.h"

#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>

#include "harness/base/text.h"
#include "harness/suite/suite.h"

namespace assay {

namespace fs = std::filesystem;

Result<std::string> rater_of(const Options& options) {
  std::string rater = options.rater;
  const char* const user = std::getenv("USER");
  if (rater.empty() && user != nullptr) rater = user;
  if (trim(rater).empty()) {
    return usage_error("who labels? give --rater NAME (USER is not set)");
  }
  if (count_code_points(rater) > 100 || rater != excerpt(rater, 100) || !is_valid_utf8(rater)) {
    return usage_error("--rater: a name has at most 100 characters, and no control characters");
  }
  return rater;
}

Result<fs::path> gold_file_of(const Options& options, const RunRecord& run) {
  if (!options.label_file.empty()) return options.label_file;
  const fs::path folder = fs::path(run.suite_path).parent_path();
  std::error_code ignored;
  if (!folder.empty() && !fs::is_directory(folder, ignored)) {
    return usage_error("the suite's folder " + folder.string() +
                       " is not there: say where the labels go with -o FILE");
  }
  return folder / default_label_file(run.suite);
}

Result<LabelSitting> label_sitting(Store& store, const RunRecord& run,
                                   const LabelRequests& requests, const Options& options) {
  LabelSitting sitting;
  sitting.run = run.id;
  ASSAY_TRY(sitting.rater, rater_of(options));
  ASSAY_TRY(sitting.file, gold_file_of(options, run));
  const LabelChoice choice{options.label_by_verdict ? SampleBy::verdict : SampleBy::random,
                           static_cast<std::size_t>(options.labels.value_or(40)),
                           options.seed.value_or(0)};
  ASSAY_TRY(sitting.task, label_task(store, run.id, requests, choice, sitting.rater));
  return sitting;
}

}  // namespace assay
