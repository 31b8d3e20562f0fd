// Which of a run's answers people are asked about, and in which order: the same answers
// and the same seed, the same choice. A choice of more holds every smaller one of its kind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/report/label/answers.h"

namespace assay {

enum class SampleBy {
  random,   // every answer is as likely
  verdict,  // half of those that the judge failed, half of those that it passed
};

struct SampledAnswer {
  AnswerRecord answer;
  double weight = 1;  // the inverse of the share of its kind that was chosen
};

// At most `count`. By verdict, where there are fewer of one kind there are more of the
// other; a usage error where no judge said anything.
Result<std::vector<SampledAnswer>> sample_answers(std::vector<AnswerRecord> answers, SampleBy by,
                                                  std::size_t count, std::uint64_t seed);

// One question to a rater: which of the sampled answers, and for the how many-th time.
struct Showing {
  std::size_t answer = 0;
  int pass = 1;
};

// Every answer once, and one in ten a second time, as far from the first as half of the
// others; for this rater.
std::vector<Showing> showings_of(std::size_t answers, std::uint64_t seed, std::string_view rater);

}  // namespace assay
