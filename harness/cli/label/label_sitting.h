// Who labels which answers of a run, by the command line.
#pragma once

#include "harness/base/result.h"
#include "harness/cli/options/options.h"
#include "harness/report/label/answers.h"
#include "harness/report/label/sitting.h"
#include "harness/store/store.h"

namespace assay {

// A usage error where nobody says who labels, or where the labels go.
Result<std::string> rater_of(const Options& options);
Result<std::filesystem::path> gold_file_of(const Options& options, const RunRecord& run);

// A usage error where there is nothing to label.
Result<LabelSitting> label_sitting(Store& store, const RunRecord& run,
                                   const LabelRequests& requests, const Options& options);

}  // namespace assay
