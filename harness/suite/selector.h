// Which variants a Selector, or a filter of the command line, means.
#pragma once

#include <string_view>

#include "harness/suite/suite.h"

namespace assay {

// Whether a glob names `model`, by its label or as provider:id.
bool matches_model(std::string_view glob, const Suite& suite, const Model& model);

// Whether every field of `selector` that is set matches. `params` are a
// variant's effective parameters.
bool matches(const Selector& selector, const Suite& suite, const Model& model, const Prompt& prompt,
             const Params& params);

}  // namespace assay
