// What a rater is asked about a run: those answers that wait for a person, then those of
// which others have a label, then a sample of what judges marked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/report/label/answers.h"
#include "harness/report/label/sample.h"
#include "harness/store/store.h"

namespace assay {

struct LabelChoice {
  SampleBy by = SampleBy::random;
  std::size_t count = 40;  // of the sample; of what asks people all are taken
  std::uint64_t seed = 0;
};

struct LabelTask {
  std::size_t answers = 0;  // of the run, by criterion
  std::size_t waiting = 0;  // of them wait for a person
  std::vector<SampledAnswer> sample;
  std::vector<Showing> showings;  // of the sample, to this rater
  std::vector<AnswerText> texts;  // of the sample
};

// A usage error where there is nothing to label.
Result<LabelTask> label_task(Store& store, std::string_view run_id, const LabelRequests& requests,
                             const LabelChoice& choice, std::string_view rater);

}  // namespace assay
