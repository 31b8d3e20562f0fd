// One assertion of promptfoo as what a suite of assay expects.
//
// Pure: nothing is read, run or asked. The semantics are those of promptfoo 0.123
// (docs/promptfoo-assertions.md): of each type what it compares, and what it does with answers
// that it cannot compare.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/import/outcome.h"

namespace assay {

// What an assertion does not say itself.
struct AssertionScope {
  bool faithful = false;          // decide as promptfoo does, also where it passes silently
  bool answer_is_object = false;  // its provider parses replies: `output.x` is a path
  // The answer is an object where it is JSON, and else a text: both have to be judged as there.
  bool may_be_object = false;
  // Tests pass by a score, so what an assertion that fails is worth counts: 0 there.
  bool counts_scores = false;
  // A reply may call tools: its answer is the list of calls then, and here it has no text.
  bool may_call = false;
  std::string judge;     // of the suite's `judges`: who answers model-graded assertions
  std::string embedder;  // the MODEL for `similar`; "": there is none
};

struct ImportedAssertion {
  // As they stand in a suite's `expect` list; none where it is refused or ignored.
  std::vector<Json> expectations;
  ImportOutcome outcome = ImportOutcome::native;
  // One sentence; empty where it means exactly the same. Of a native one: what rare answers
  // show. Of an approximated one: what ordinary answers may show.
  std::string note;
};

// `assertion` is any JSON: what is no assertion is refused, and never throws. An `assert-set`
// is several, and the caller's.
ImportedAssertion import_assertion(const Json& assertion, const AssertionScope& scope);

// String(value) of JavaScript: "1e-7", "a,b" of a list, "[object Object]" of a map. words.cc
std::string javascript_text(const Json& value);

// The assertion that promptfoo reads in a cell of an `__expected` column: `icontains: Paris`,
// `similar(0.8): ...`, else the whole cell as `equals`. Adds to `notes` where that is hardly
// what the author meant.
Json assertion_of_cell(std::string_view cell, std::vector<std::string>& notes);

}  // namespace assay
