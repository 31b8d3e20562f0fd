#include "harness/suite/key_advice.h"

#include <fmt/format.h>

#include "harness/provider/parameter.h"

namespace assay {

KeyAdvice advise_on_parameters(std::string_view key, const Owner& owner) {
  KeyAdvice advice;
  if (find_parameter(key) != nullptr) {
    advice.refusal =
        fmt::format("'{}' is a parameter; put it under 'params' of {}", key, to_string(owner));
  }
  for (const ParameterRow& row : parameter_rows()) advice.meant.emplace_back(row.name);
  return advice;
}

}  // namespace assay
