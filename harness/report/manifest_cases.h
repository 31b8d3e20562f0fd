// What a run measured, in its manifest: so that a later one is compared with it on
// the same questions, and what differs is named.
//
//   "case_hashes": {case id: hash of all it asks and expects},
//   "expectation_hashes": {case id: hash}, "variable_hashes": {case id: {name: hash}},
//   "prompt_hashes": {label: hash}, "prompt_variables": {label: [names] or null},
//   "expectation_variables": [names] or null
//
// Names are of the variables that templates use; null: not known which.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "harness/base/json.h"
#include "harness/plan/plan.h"
#include "harness/report/case_parts.h"

namespace assay {

struct Identities {
  std::map<std::string, std::string> contents;                    // by case id
  std::map<std::string, std::shared_ptr<const CaseParts>> parts;  // by case id
  std::map<std::string, std::string> prompts;                     // by label
  std::map<std::string, UsedVariables> prompt_variables;          // by label
  UsedVariables expectation_variables;
};

Json identities_json(const Plan& plan);
// Of an older run some, or all, are absent.
Identities read_identities(const Json& manifest);

// Of a baseline's variants, too.
Json to_json(const UsedVariables& used);
UsedVariables used_variables_at(const Json& json, const char* key);

// After stored replies were scored again: what the suite's cases expect now, where
// they still ask what the run asked. Returns the ids of those that do not.
std::set<std::string> take_expectations(const Plan& now, Json& manifest);

}  // namespace assay
