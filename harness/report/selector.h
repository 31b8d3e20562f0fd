// Which variants of a report an author's selector means.
#pragma once

#include "harness/report/report.h"
#include "harness/suite/suite.h"

namespace assay {

// Every field that is set must match: the model by label, model ID or
// "provider:id" (globs), the prompt by label (glob), parameters by value.
bool matches(const Selector& selector, const VariantIdentity& variant);

}  // namespace assay
