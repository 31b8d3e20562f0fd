#include "harness/report/label/task.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace assay {
namespace {

// Shown in an order of their own, behind those that are there.
void add_showings(std::vector<SampledAnswer> block, std::uint64_t seed, std::string_view rater,
                  LabelTask& task) {
  for (Showing showing : showings_of(block.size(), seed, rater)) {
    showing.answer += task.sample.size();
    task.showings.push_back(showing);
  }
  std::move(block.begin(), block.end(), std::back_inserter(task.sample));
}

}  // namespace

Result<LabelTask> label_task(Store& store, std::string_view run_id, const LabelRequests& requests,
                             const LabelChoice& choice, std::string_view rater) {
  LabelTask task;
  ASSAY_TRY(std::vector<AnswerRecord> answers, answers_of(store, run_id, requests));
  task.answers = answers.size();
  if (answers.empty()) {
    return usage_error("run " + std::string(run_id) +
                       " has no answers to label: none of its cells has a reply to a question "
                       "of a user that anybody is asked about");
  }
  const auto others = std::stable_partition(answers.begin(), answers.end(),
                                            [](const AnswerRecord& one) { return one.is_human; });
  std::vector<SampledAnswer> waiting;
  std::vector<SampledAnswer> labelled;
  for (auto one = answers.begin(); one != others; ++one)
    (one->waits ? waiting : labelled).push_back({*one, 1});
  task.waiting = waiting.size();
  const bool asks_people = others != answers.begin();
  std::vector<AnswerRecord> judged(std::make_move_iterator(others),
                                   std::make_move_iterator(answers.end()));
  add_showings(std::move(waiting), choice.seed, rater, task);
  add_showings(std::move(labelled), choice.seed, rater, task);
  if (!judged.empty() || !asks_people) {
    ASSAY_TRY(std::vector<SampledAnswer> sample,
              sample_answers(std::move(judged), choice.by, choice.count, choice.seed));
    add_showings(std::move(sample), choice.seed, rater, task);
  }
  std::vector<AnswerRecord> chosen;
  for (const SampledAnswer& one : task.sample) chosen.push_back(one.answer);
  ASSAY_TRY(task.texts, texts_of(store, run_id, chosen, requests));
  return task;
}

}  // namespace assay
