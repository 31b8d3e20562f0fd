// Assertions that a model answers, as `judge` of a criterion or of a built-in rubric.
//
// A missing `pass` counts as one there; here what is no verdict is an error of the judge.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "harness/base/text.h"
#include "harness/import/promptfoo/assertion_row.h"
#include "harness/import/promptfoo/template.h"

namespace assay {
namespace {

AssertionReading asked(const AssertionFields& fields, Json arguments, std::string note) {
  if (!fields.scope.judge.empty()) arguments["by"] = fields.scope.judge;
  if (fields.whole.contains("rubricPrompt")) {
    note = joined_notes(std::move(note), "its 'rubricPrompt' is not sent: the criterion is");
  }
  return {Json{{"judge", std::move(arguments)}}, ImportOutcome::judge, std::move(note)};
}

// The criterion: a text, or a map as JSON.
TextValue read_criterion(const AssertionFields& fields) {
  TextValue criterion;
  if (fields.value.is_object()) {
    ImportedTemplate imported = import_template(dump_json(fields.value));
    criterion = {std::move(imported.text), std::move(imported.refused), {}};
  } else if (fields.value.is_null()) {
    criterion.refused = fmt::format("'{}' has no criterion", fields.type);
  } else {
    criterion = text_value(fields);
  }
  if (criterion.refused.empty() && trim(criterion.text).empty()) {
    criterion.refused = fmt::format("the criterion of '{}' is empty", fields.type);
  }
  return criterion;
}

AssertionReading read_rubric(const AssertionFields& fields) {
  TextValue criterion = read_criterion(fields);
  if (!criterion.refused.empty()) return refuse_assertion(std::move(criterion.refused));
  AssertionReading reading =
      asked(fields, {{"rubric", std::move(criterion.text)}}, std::move(criterion.note));
  if (fields.threshold && *fields.threshold > 0) {
    reading.outcome = ImportOutcome::approximated;
    reading.note = joined_notes(
        std::move(reading.note),
        fmt::format("the grader there also gives a score, which must be {} at least; the judge "
                    "here says pass or fail",
                    format_number(*fields.threshold)));
  }
  return reading;
}

// promptfoo reads `not-` of some types and then passes what meets the criterion, as without it.
AssertionReading without_not(const AssertionFields& fields, AssertionReading reading) {
  if (!fields.inverse || reading.expectation.is_null()) return reading;
  if (fields.scope.faithful) {
    reading.inverse = reading.expectation;
    reading.note = joined_notes(std::move(reading.note),
                                "'not-' says nothing there, and so it says nothing here");
    return reading;
  }
  reading.outcome = ImportOutcome::approximated;
  reading.note = joined_notes(std::move(reading.note),
                              "'not-' says nothing there, where it passes what this fails");
  return reading;
}

AssertionReading read_closed_question(const AssertionFields& fields) {
  TextValue criterion = read_criterion(fields);
  if (!criterion.refused.empty()) return refuse_assertion(std::move(criterion.refused));
  return without_not(
      fields, asked(fields, {{"rubric", std::move(criterion.text)}}, std::move(criterion.note)));
}

AssertionReading read_g_eval(const AssertionFields& fields) {
  AssertionReading reading;
  std::string rubric;
  if (fields.value.is_array()) {
    for (const Json& item : fields.value) {
      if (!item.is_string()) return refuse_assertion("a criterion of 'g-eval' is no text");
      rubric += (rubric.empty() ? "" : "\n") + item.get<std::string>();
    }
    reading.note = "its criteria are judged in one, and not each alone";
  } else {
    rubric = scalar_text(fields.value).value_or("");
  }
  if (trim(rubric).empty()) return refuse_assertion("'g-eval' has no criterion");
  ImportedTemplate imported = import_template(rubric);
  if (!imported.refused.empty()) return refuse_assertion(std::move(imported.refused));
  const double threshold = fields.threshold.value_or(0.7);
  if (threshold > 1)
    return always_failing(fields, "its threshold is above 1, which no answer reaches");
  const auto mark = static_cast<long long>(std::ceil(threshold * 10 - 1e-9));
  if (mark <= 0) return always_passing(fields, "'g-eval' from 0 on has never failed");
  std::string note = joined_notes(std::move(reading.note),
                                  "the judge marks from 0 to 10 without steps of its own before");
  reading = asked(
      fields,
      {{"rubric", std::move(imported.text)}, {"scale", Json::array({0, 10})}, {"at_least", mark}},
      std::move(note));
  return reading;
}

AssertionReading read_factuality(const AssertionFields& fields) {
  TextValue reference = read_criterion(fields);
  if (!reference.refused.empty()) return refuse_assertion(std::move(reference.refused));
  return without_not(
      fields, asked(fields, {{"use", "factuality"}, {"reference", std::move(reference.text)}},
                    joined_notes("a part of the facts counts 0.4 and more than them 0.6, where it "
                                 "is 1 there",
                                 reference.note)));
}

// A share of statements there, all of them here.
std::string share_note(const AssertionFields& fields) {
  return fmt::format("one verdict on all of it, where a share of {} passes there",
                     format_number(fields.threshold.value_or(0.5)));
}

AssertionReading read_answer_relevance(const AssertionFields& fields) {
  return asked(fields, {{"use", "answer_relevance"}},
               "a judge says so, where the likeness of questions made of the answer is measured "
               "there");
}

AssertionReading read_context(const AssertionFields& fields) {
  if (fields.whole.contains("contextTransform")) {
    return refuse_assertion("'contextTransform' has no counterpart: a context is a variable here");
  }
  Json arguments{{"context", "{{context}}"}};
  if (fields.type == "context-faithfulness") arguments["use"] = "faithfulness";
  if (fields.type == "context-relevance") arguments["use"] = "context_relevance";
  if (fields.type == "context-recall") {
    TextValue reference = read_criterion(fields);
    if (!reference.refused.empty()) return refuse_assertion(std::move(reference.refused));
    arguments["use"] = "context_recall";
    arguments["reference"] = std::move(reference.text);
  }
  return asked(fields, std::move(arguments), share_note(fields));
}

AssertionReading read_human(const AssertionFields& fields) {
  TextValue question = read_criterion(fields);
  if (!question.refused.empty()) {
    return refuse_assertion("'human' without a question; 'human: QUESTION' asks people here");
  }
  return nearly_as({{"human", {{"question", std::move(question.text)}}}},
                   "it waits for labels, where it passes until somebody looks");
}

constexpr AssertionRow kGradedAssertions[] = {
    {"llm-rubric", read_rubric},
    {"model-graded-closedqa", read_closed_question},
    {"g-eval", read_g_eval},
    {"factuality", read_factuality},
    {"model-graded-factuality", read_factuality},
    {"answer-relevance", read_answer_relevance},
    {"context-faithfulness", read_context},
    {"context-recall", read_context},
    {"context-relevance", read_context},
    {"human", read_human, Looks::elsewhere},
};

}  // namespace

std::span<const AssertionRow> graded_assertions() {
  return kGradedAssertions;
}

}  // namespace assay
