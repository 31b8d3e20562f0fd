// The transforms of an answer that people write beside an assertion, as `extract:`.
#pragma once

#include <string>

#include "harness/base/json.h"
#include "harness/import/promptfoo/assertion.h"

namespace assay {

struct ImportedTransform {
  Json extract;  // as it stands beside an expectation; null: none
  bool answer_is_object = false;
  std::string note;     // where it takes something else
  std::string refused;  // why there is no such thing here
  // Of one that is refused: JavaScript, which a script can do before it judges.
  std::string code = {};
};

// Of `transform` in `assertion`, which may have none. A fixed set: trim(), JSON.parse(), the
// fences around an answer, and a path.
ImportedTransform import_transform(const Json& assertion, const AssertionScope& scope);

}  // namespace assay
