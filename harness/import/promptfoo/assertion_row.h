// The table of promptfoo's assertion types. A type is a row; a family of rows a file.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/import/promptfoo/assertion.h"

namespace assay {

// What a row makes of an assertion: the expectation before `not`, weight and metric.
struct AssertionReading {
  Json expectation;  // null: nothing is expected
  ImportOutcome outcome = ImportOutcome::native;
  std::string note;
  // What holds under `not-`; null: `not` around `expectation`. promptfoo fails where it
  // cannot compare, under `not-` too, and so do some of these.
  Json inverse = {};
};

// What a row reads.
struct AssertionFields {
  std::string_view type;  // without `not-`
  bool inverse = false;
  const Json& value;  // null where there is none
  std::optional<double> threshold;
  const Json& whole;  // the assertion
  const AssertionScope& scope;
};

// Whether the type looks at the text of the answer: a `transform` then means something.
enum class Looks { at_text, elsewhere };

struct AssertionRow {
  std::string_view type;
  AssertionReading (*read)(const AssertionFields& fields);
  Looks looks = Looks::at_text;
};

std::span<const AssertionRow> text_assertions();       // equals, contains, regex, ...
std::span<const AssertionRow> structure_assertions();  // is-json, is-xml, is-sql, ...
std::span<const AssertionRow> distance_assertions();   // levenshtein, bleu, similar, ...
std::span<const AssertionRow> call_assertions();       // latency, cost, finish-reason, tools
std::span<const AssertionRow> graded_assertions();     // llm-rubric, factuality, ...
std::span<const AssertionRow> script_assertions();     // javascript, python
std::span<const AssertionRow> refused_assertions();    // what has no counterpart

// Nothing is expected, because of `why`.
AssertionReading refuse_assertion(std::string why);

// `expectation`, which means the same but for what `note` says.
AssertionReading read_as(Json expectation, std::string note = {});
AssertionReading nearly_as(Json expectation, std::string note);

// What passes, or fails, every answer there. Without `faithful` the first is nothing that a suite
// could say and the second is refused; with it both are told to the score, as there. `not-` of one
// is the other, unless promptfoo fails under `not-` too: `fails_always`.
AssertionReading always_passing(const AssertionFields& fields, std::string why);
AssertionReading always_failing(const AssertionFields& fields, std::string why);
AssertionReading fails_always(const AssertionFields& fields, std::string why);

// A value as promptfoo writes it into a text: `5` for 5.0. Nothing for a map, a list, null.
std::optional<std::string> scalar_text(const Json& value);

// The value with its templates as assay's; `refused` says why there is none.
struct TextValue {
  std::string text;
  std::string refused;
  std::string note;
};
TextValue text_value(const AssertionFields& fields);

// A sentence added to another.
std::string joined_notes(std::string first, std::string_view second);

}  // namespace assay
