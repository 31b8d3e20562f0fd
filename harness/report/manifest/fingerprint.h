// What a run measured, as short hashes: so that results of different suites are
// not compared as if they were of one.
#pragma once

#include <string>
#include <unordered_map>

#include "harness/base/key.h"
#include "harness/plan/plan.h"
#include "harness/report/case_parts.h"
#include "harness/suite/suite.h"

namespace assay {

// Of a suite's cases, which must outlive it. Rows of a data set share their
// expectations, which are read once.
class CaseFingerprints {
 public:
  explicit CaseFingerprints(const Suite& suite);  // which outlives it
  // Of the variables, the expectations and the rule by which the case passes: sixteen
  // hex digits. Not of its id, tags or prompt.
  std::string whole(const Case& of);
  // The same, told apart.
  CaseParts parts(const Case& of);

 private:
  const KeyFields& fields_of(const Expectations& expectations);

  const Suite& suite_;
  KeyFields pass_;
  std::unordered_map<const Expectations*, KeyFields> known_;
};

// What the prompt's templates use; what the expectations of the plan's cases do.
UsedVariables variables_of(const Prompt& prompt);
UsedVariables expectation_variables(const Plan& plan);

// Of a prompt's templates and its own parameters.
std::string prompt_fingerprint(const Prompt& prompt);

}  // namespace assay
