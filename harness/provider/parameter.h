// The parameters a request can carry, as rows: the loader types and bounds them
// by this table, dialects send them, variants are labelled with them.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "harness/base/json.h"

namespace assay {

enum class ParameterType { number, integer, boolean, text, text_list, any };

struct ParameterRow {
  std::string_view name;
  ParameterType type;
  std::optional<double> low;   // inclusive
  std::optional<double> high;  // inclusive
  std::string_view help;
};

// temperature, top_p, top_k, max_tokens, frequency_penalty, presence_penalty,
// seed, stop (text or list), response_format, tools, tool_choice,
// reasoning_effort, stream, extra (an object whose fields go verbatim).
std::span<const ParameterRow> parameter_rows();
const ParameterRow* find_parameter(std::string_view name);

// What somebody set, by name. A parameter that nobody set is not here and is
// not sent. Values are already typed and bounded.
using Params = std::map<std::string, Json, std::less<>>;

// Shortest text of a value for labels and report columns: 0.7, true, "json_object".
std::string parameter_text(const Json& value);

}  // namespace assay
