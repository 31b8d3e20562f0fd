// A tool call that a suite wants, and whether one that a model made is such a call.
#pragma once

#include <optional>
#include <string>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/provider/request.h"
#include "harness/score/json_schema.h"

namespace assay {

struct WantedCall {
  std::string name;
  // What its arguments must be; neither: anything.
  std::optional<Json> values;  // a map: every entry is in the call; more may be
  std::optional<JsonSchema> schema;
};

// 'name' and 'arguments' of a map; arguments are values, or a JSON Schema where they
// say that they are one, or are the text of either (a rendered template).
Result<WantedCall> read_wanted_call(const Json& written);

struct CallFit {
  enum class Kind { fits, differs, unable } kind;
  std::string reason;  // of arguments; empty when the name differs
};
CallFit fit_call(const WantedCall& wanted, const ToolCall& call);

// "'search', 'book' and 2 more"
std::string list_names(const std::vector<std::string>& names);

}  // namespace assay
