// promptfoo's assertions that an expectation says the same as.
#pragma once

#include <optional>
#include <string>

#include "harness/base/json.h"

namespace assay {

struct PromptfooAssertion {
  std::optional<Json> expectation;  // an item of `expect`
  std::string refused;              // else: which it is, and why there is none
};

// `vars` are the test's, which a value may name in {{}}. What is not the very same is refused.
PromptfooAssertion import_promptfoo_assertion(const Json& assertion, const Json& vars);

}  // namespace assay
