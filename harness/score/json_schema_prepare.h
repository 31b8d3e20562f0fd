// The first half of compiling a JSON Schema: what valijson can be given.
#pragma once

#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/score/json_schema_rules.h"

namespace assay {

// Of one schema object.
struct SchemaRules {
  std::vector<SchemaRule> rules;
  bool look_inside = false;  // some rule looks into lists and maps
};

struct PreparedSchema {
  // A copy in which valijson's own keywords only apply schemas to parts of a
  // value; in place of the others each object has kRulesKeyword, an index into
  // `rules`. Every `$ref` is "#" or "#/definitions/N".
  Json schema;
  std::vector<SchemaRules> rules;
  bool accepts_everything = false;  // no keyword of it can reject a document
};

inline constexpr const char* kRulesKeyword = "x-assay-rules";

Result<PreparedSchema> prepare_schema(const Json& schema);

}  // namespace assay
