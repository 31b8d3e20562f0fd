// What a suite says of keys that a map does not have and that mean something all the
// same: written one level too high, or part of the format and not run by this version.
// These are refused by name, so that nobody believes a rule is enforced that is not.
#pragma once

#include <string_view>

#include "harness/yaml/fields.h"

namespace assay {

// Of a map that has 'params'.
KeyAdvice advise_on_parameters(std::string_view key, const Owner& owner);

}  // namespace assay
