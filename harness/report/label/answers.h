// The answers of a run, each once however often it was given to the same question, and what
// is asked of them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
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

// One thing that is asked of an answer.
struct LabelRequest {
  std::optional<std::string> criterion = {};  // nothing: nobody knows
  std::optional<std::string> reference = {};
  std::optional<std::string> context = {};
  bool shows_answer = true;
  std::optional<std::string> part = {};  // what is looked at, where that is not the whole answer
  std::optional<std::pair<int, int>> scale = {};  // of marks; nothing: yes or no
  double at_least = 0;                            // the mark from which on it passes
  std::optional<bool> judged = {};                // what the judge made of it, if it did
  // Asked by the suite, of people: of `part` alone, where there is one.
  bool is_human = false;
  bool waits = false;     // and nobody else's label counts
  std::string file = {};  // where its labels go; "": where those of the others do
  // Of a dialogue, in place of the last question: what labels know it by, and all that was said.
  std::optional<Key> question = {};
  std::string conversation = {};
};
std::optional<Key> criterion_hash(const LabelRequest& request);
// SHA-256 of what its label is of, where that is not the whole answer.
std::optional<Key> labelled_text(const LabelRequest& request);

// All that is asked of a cell's answer, nothing where nobody is asked.
using LabelRequests = std::function<std::vector<LabelRequest>(const CellView& view)>;
// Where the criteria of a run are not known: one of every answer, that judges failed where
// they failed any of them.
std::vector<LabelRequest> unknown_request(const CellView& view);

// An answer, and what is asked of it.
struct AnswerRecord {
  Key question;  // as in each_answer()
  Key answer;
  CellId cell;  // the first that had it
  // What the run's judge made of it: false where it failed any cell that has the answer.
  std::optional<bool> judged = {};
  std::optional<Key> criterion = {};              // SHA-256 of it; nothing: it is not known
  std::optional<std::pair<int, int>> scale = {};  // as in LabelRequest
  double at_least = 0;
  bool is_human = false;
  bool waits = false;
  std::string file = {};
};

// Each answer once for each criterion, in the order of their cells.
Result<std::vector<AnswerRecord>> answers_of(Store& store, std::string_view run_id,
                                             const LabelRequests& requests);

// What was asked and answered, and what a person is asked of it.
struct AnswerText {
  std::string question;
  std::string answer;
  LabelRequest request = {};
};
// Of these of the run's answers, in their order.
Result<std::vector<AnswerText>> texts_of(Store& store, std::string_view run_id,
                                         std::span<const AnswerRecord> answers,
                                         const LabelRequests& requests);

}  // namespace assay
