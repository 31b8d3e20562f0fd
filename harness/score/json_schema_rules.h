// Keywords of JSON Schema that judge one value and apply no other schema, by the
// numbers and texts as they are written. valijson compares doubles, cuts texts
// at a zero byte and matches with std::regex; these go past it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/base/result.h"

namespace assay {

struct SchemaRule {
  std::function<bool(const Json& value)> holds;
  std::string violation;  // "is more than 150"
};

// Nothing for a keyword that is none of these; a usage error for an argument
// that the keyword cannot have. `type` and the like accept all other types.
Result<std::optional<SchemaRule>> read_schema_rule(std::string_view keyword, const Json& argument);
// Whether the rule looks into lists and maps, not only at their type.
bool looks_inside(std::string_view keyword);

// A number of things: a whole number from 0 on, as one JSON integer (2.0 is 2).
std::optional<Json> read_count(const Json& argument);

}  // namespace assay
