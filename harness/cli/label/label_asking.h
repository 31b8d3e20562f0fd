// Asks a rater about one answer after the other.
#pragma once

#include <filesystem>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/result.h"
#include "harness/report/label/answers.h"
#include "harness/report/label/label_files.h"
#include "harness/report/label/session.h"

namespace assay {

struct LabelsGiven {
  enum class End {
    done,     // nothing is left
    stopped,  // by the rater, or since nothing more can be read
    unheard,  // stdout takes nothing more
    signal,
  };
  End end = End::done;
  int signal = 0;
};

// Each label is in the file before the next answer is shown. `texts` are those of the
// session's sample.
Result<LabelsGiven> ask_for_labels(LabelSession& session, const std::vector<AnswerText>& texts,
                                   LabelFiles& files, const Clock& clock);

}  // namespace assay
