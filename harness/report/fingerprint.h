// What a run measured, as short hashes: so that results of different suites are
// not compared as if they were of one.
#pragma once

#include <string>

#include "harness/plan/plan.h"
#include "harness/report/case_parts.h"
#include "harness/suite/suite.h"

namespace assay {

// Of a case's variables, expectations and the rule by which it passes: sixteen
// hex digits. Not of its id, tags or prompt.
std::string case_fingerprint(const Suite& suite, const Case& of);

// The same, told apart.
CaseParts case_parts(const Suite& suite, const Case& of);

// What the prompt's templates use; what the expectations of the plan's cases do.
UsedVariables variables_of(const Prompt& prompt);
UsedVariables expectation_variables(const Plan& plan);

// Of a prompt's templates and its own parameters.
std::string prompt_fingerprint(const Prompt& prompt);

}  // namespace assay
