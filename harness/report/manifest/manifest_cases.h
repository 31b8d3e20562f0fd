// What a run's manifest knows of its cases.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "harness/report/case_parts.h"
#include "harness/report/manifest/manifest.h"

namespace assay {

// Null where it is not known what the case asked and expected.
std::shared_ptr<const CaseParts> parts_of(const Manifest& manifest, const std::string& case_id);

// What the manifest knows of one case. It is taken out, since a run may have a million of them.
struct KnownCase {
  std::string content;  // "": unknown
  std::shared_ptr<const CaseParts> parts;
  std::map<std::string, std::string> clusters;
};
KnownCase take_case(Manifest& manifest, const std::string& case_id);

// Leaves out what there is of each case. write_changes() between two of these keeps it.
void forget_cases(Manifest& manifest);

// After stored replies were scored again: gates, limits and the rule to pass as they
// are in `now`, the suite's manifest of today, and what its cases expect, where they
// still ask what the run asked. Returns the ids of those that do not.
std::set<std::string> take_rules(const Manifest& now, Manifest& manifest);

}  // namespace assay
