// A variant as manifests and baselines alike write it.
#pragma once

#include "harness/base/json.h"
#include "harness/report/case_parts.h"
#include "harness/report/report.h"

namespace assay {

Json to_json(const VariantIdentity& variant);
VariantIdentity read_identity(const Json& json);
// As a report has it before anything is known of its cells.
VariantSummary summary_of(const VariantIdentity& variant);

Json to_json(const UsedVariables& used);  // an array of names; null: not known which
UsedVariables read_used_variables(const Json& json);

}  // namespace assay
