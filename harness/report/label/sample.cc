#include "harness/report/label/sample.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "harness/base/random.h"

namespace assay {
namespace {

// By what an answer is, not by where it stands: a run with other variants chooses the same.
void shuffle_by_content(std::vector<AnswerRecord>& answers, std::uint64_t seed) {
  std::vector<std::pair<Key, AnswerRecord>> ranked;
  for (const AnswerRecord& answer : answers) {
    KeyBuilder rank;
    rank.add(static_cast<std::int64_t>(seed)).add(answer.question.view());
    rank.add(answer.answer.view());
    if (answer.criterion) rank.add(answer.criterion->view());
    ranked.emplace_back(rank.finish(), answer);
  }
  std::sort(ranked.begin(), ranked.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::transform(ranked.begin(), ranked.end(), answers.begin(),
                 [](const auto& one) { return one.second; });
}

// The first `count` of a kind.
void take_first(const std::vector<AnswerRecord>& kind, std::size_t count,
                std::vector<SampledAnswer>& sample) {
  for (std::size_t i = 0; i < count; ++i) {
    sample.push_back({kind[i], static_cast<double>(kind.size()) / static_cast<double>(count)});
  }
}

}  // namespace

Result<std::vector<SampledAnswer>> sample_answers(std::vector<AnswerRecord> answers, SampleBy by,
                                                  std::size_t count, std::uint64_t seed) {
  shuffle_by_content(answers, seed);
  std::vector<SampledAnswer> sample;
  if (by == SampleBy::random) {
    take_first(answers, std::min(count, answers.size()), sample);
    return sample;
  }
  std::erase_if(answers, [](const AnswerRecord& one) { return !one.judged; });
  std::vector<AnswerRecord> failed;
  std::vector<AnswerRecord> passed;
  for (const AnswerRecord& one : answers) (*one.judged ? passed : failed).push_back(one);
  if (answers.empty()) {
    return usage_error("--by verdict: no judge said anything in this run; use --by random");
  }
  std::size_t of_failed = std::min(failed.size(), (count + 1) / 2);
  const std::size_t of_passed = std::min(passed.size(), count - of_failed);
  of_failed = std::min(failed.size(), count - of_passed);
  take_first(failed, of_failed, sample);
  take_first(passed, of_passed, sample);
  return sample;
}

std::vector<Showing> showings_of(std::size_t answers, std::uint64_t seed, std::string_view rater) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < answers; ++i) order.push_back(i);
  Random random(hash_text(rater, seed));
  for (std::size_t i = answers; i > 1; --i) {
    std::swap(order[i - 1], order[static_cast<std::size_t>(random.below(i))]);
  }
  // The first ones come again, spread over the second half.
  const std::size_t twice = (answers + 5) / 10;
  const std::size_t half = answers / 2;
  std::vector<Showing> showings;
  for (std::size_t i = 0, again = 0; i < answers; ++i) {
    showings.push_back({order[i], 1});
    while (again < twice && i + 1 >= half + (again + 1) * (answers - half) / twice) {
      showings.push_back({order[again++], 2});
    }
  }
  return showings;
}

}  // namespace assay
