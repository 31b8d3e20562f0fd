#include "harness/simulate/reply/refuse_field.h"

#include <fmt/format.h>

#include "harness/base/text.h"
#include "harness/provider/wire_json.h"
#include "harness/simulate/wire/request_body.h"

namespace assay {
namespace {

std::string_view instead_of(std::string_view field) {
  if (field == "max_tokens") return " Use 'max_completion_tokens' instead.";
  if (field == "max_completion_tokens") return " Use 'max_tokens' instead.";
  return "";
}

ServedError openai_refusal(const RefusedField& refused, const WireValue& value) {
  ServedError error{400, {}, "unsupported_parameter", {}, refused.field};
  if (!refused.only) {
    error.message = fmt::format("Unsupported parameter: '{}' is not supported with this model.{}",
                                refused.field, instead_of(refused.field));
    return error;
  }
  error.code = "unsupported_value";
  error.message = fmt::format(
      "Unsupported value: '{}' does not support {} with this model. Only the default ({}) value is "
      "supported.",
      refused.field, excerpt(value.as_json(), 40), format_number(*refused.only));
  return error;
}

ServedError refusal(WireShape shape, const RefusedField& refused, const WireValue& value) {
  if (shape != WireShape::anthropic) return openai_refusal(refused, value);
  return {400, fmt::format("{} is deprecated for this model.", refused.field), {}, {}, {}};
}

}  // namespace

std::optional<ServedError> refuse_field(const SimulatedModel& model, const ServedRequest& request,
                                        std::string& body) {
  if (model.refuses.empty()) return std::nullopt;
  const auto parsed = parse_request_body(body);
  if (!parsed) return std::nullopt;
  const WireValue root(*parsed);
  for (const RefusedField& refused : model.refuses) {
    const WireValue value = root[refused.field];
    if (value.is_absent() || (refused.only && value.number() == refused.only)) continue;
    return refusal(request.shape, refused, value);
  }
  return std::nullopt;
}

}  // namespace assay
