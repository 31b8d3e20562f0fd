// The expectation that a person says what they think of the answer. It asks nobody: labels
// are read from a file (docs/labels.md), and an answer without one waits.
#include "harness/score/human.h"

#include <fmt/format.h>

#include <utility>

#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/families.h"
#include "harness/score/marks.h"
#include "harness/score/words.h"

namespace assay {
namespace {

Result<PeopleQuestion> read_question(const Json& arguments) {
  PeopleQuestion question;
  question.criterion = trim_white_space(text_argument(arguments, "question").value_or(""));
  question.labels = text_argument(arguments, "labels").value_or("");
  if (question.criterion.empty()) return usage_error("needs a question: what are people asked?");
  if (const Json* scale = find_argument(arguments, "scale")) {
    ASSAY_TRY(const Marks read, read_marks(*scale));
    question.scale = read.ends;
    // A part of the question: labels on another scale are of another one.
    question.criterion += fmt::format("\n\nMarks go from {} to {}.{}", read.ends.first,
                                      read.ends.second, read.meanings);
  }
  ASSAY_TRY(question.at_least, read_threshold(arguments, question.scale));
  return question;
}

Result<Judge> compile_human(const Json& arguments) {
  ASSAY_TRY(PeopleQuestion question, read_question(arguments));
  return Judge([question = std::move(question)](const Subject& subject) {
    if (subject.people == nullptr) return Judgement::waits("waits for a label");
    return subject.people->label(question, subject.text);
  });
}

constexpr ArgumentShape kHuman[] = {
    {"question", ValueType::text, true, "what people are asked of the answer"},
    {"labels", ValueType::text, false, "the file of what they said; gold/SUITE.jsonl"},
    {"scale", ValueType::json, false, "marks, [1, 5] or {1: meaning, 5: meaning}"},
    {"at_least", ValueType::number, false, "the mark from which on an answer passes"},
};

constexpr ExpectationRow asking_people(ExpectationRow row) {
  row.shape.asks_people = true;
  return row;
}

constexpr ExpectationRow kHumanRows[] = {
    asking_people(make_row<compile_human>(
        "human", "a person says so; until then the answer is unscored", "question", kHuman)),
};

}  // namespace

std::int64_t people_questions(const Expectations& expectations) {
  std::int64_t questions = 0;
  for (const Expectation& each : expectations) {
    const ExpectationRow* row = find_expectation(each.name);
    questions += people_questions(each.children);
    if (row != nullptr && row->shape.asks_people) ++questions;
  }
  return questions;
}

std::span<const ExpectationRow> human_rows() {
  return kHumanRows;
}

}  // namespace assay
