// The answers of a run, each once however often it was given to the same question.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/cell_id.h"
#include "harness/base/key.h"
#include "harness/base/result.h"
#include "harness/store/store.h"

namespace assay {

// The last thing that the user said in messages as the Store keeps them; nothing where
// they say nothing.
std::optional<std::string> last_question(std::string_view messages_json);

// Of every reply whose question is known, in the order of their cells: SHA-256 of the last
// question and of the answer's text. An error for a run whose rows are damaged.
Result<void> each_answer(
    Store& store, std::string_view run_id,
    const std::function<void(const CellView& view, const Key& question, const Key& answer)>& visit);

struct AnswerRecord {
  Key question;  // as in each_answer()
  Key answer;
  CellId cell;  // the first that had it
  // What the run's judge made of it: false where it failed any cell that has the answer.
  std::optional<bool> judged = {};
};

// In the order of their cells.
Result<std::vector<AnswerRecord>> answers_of(Store& store, std::string_view run_id);

// What was asked and answered.
struct AnswerText {
  std::string question;
  std::string answer;
};
// Of these of the run's answers, in their order.
Result<std::vector<AnswerText>> texts_of(Store& store, std::string_view run_id,
                                         std::span<const AnswerRecord> answers);

}  // namespace assay
