#include "harness/provider/parameter.h"

#include <algorithm>
#include <array>

#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::optional<double> kUnbounded = std::nullopt;

constexpr std::array kRows = {
    ParameterRow{"temperature", ParameterType::number, 0.0, 2.0,
                 "randomness of sampling; 0 is the most repeatable"},
    ParameterRow{"top_p", ParameterType::number, 0.0, 1.0,
                 "sample from the smallest set of tokens with this much probability"},
    ParameterRow{"top_k", ParameterType::integer, 1.0, kUnbounded,
                 "sample from this many likeliest tokens"},
    ParameterRow{"max_tokens", ParameterType::integer, 1.0, kUnbounded,
                 "longest reply in tokens, reasoning included"},
    ParameterRow{"frequency_penalty", ParameterType::number, -2.0, 2.0,
                 "make a token rarer for every time it was used"},
    ParameterRow{"presence_penalty", ParameterType::number, -2.0, 2.0,
                 "make a token rarer once it was used"},
    ParameterRow{"seed", ParameterType::integer, kUnbounded, kUnbounded,
                 "the provider's sampling seed (best effort)"},
    ParameterRow{"stop", ParameterType::text_list, kUnbounded, kUnbounded,
                 "text, or a list of texts, that ends the reply"},
    ParameterRow{"response_format", ParameterType::any, kUnbounded, kUnbounded,
                 "json_object, or the provider's whole response_format object"},
    ParameterRow{"tools", ParameterType::any, kUnbounded, kUnbounded,
                 "functions that the model may call, in OpenAI's shape"},
    ParameterRow{"tool_choice", ParameterType::any, kUnbounded, kUnbounded,
                 "auto, none, required, or an object that names one function"},
    ParameterRow{"reasoning_effort", ParameterType::text, kUnbounded, kUnbounded,
                 "how long a reasoning model thinks: low, medium, high, ..."},
    ParameterRow{"service_tier", ParameterType::text, kUnbounded, kUnbounded,
                 "flex, priority, ...: another price and pace, where the provider has it"},
    ParameterRow{"stream", ParameterType::boolean, kUnbounded, kUnbounded,
                 "ask for a stream; true unless set, to time the first token"},
    ParameterRow{"extra", ParameterType::any, kUnbounded, kUnbounded,
                 "an object whose fields are sent as they are"},
};

}  // namespace

std::span<const ParameterRow> parameter_rows() {
  return kRows;
}

const ParameterRow* find_parameter(std::string_view name) {
  const auto row = std::find_if(kRows.begin(), kRows.end(),
                                [&](const ParameterRow& each) { return each.name == name; });
  return row == kRows.end() ? nullptr : &*row;
}

std::string parameter_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float()) return format_number(value.get<double>());
  return dump_json(value);
}

}  // namespace assay
