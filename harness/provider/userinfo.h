// "user:password@" in an address: the part of it that no report may show.
#pragma once

#include <string_view>

#include "harness/base/result.h"

namespace assay {

// Registers the password of `url` for redaction under `name`; where there is none, the user,
// which may be a token. A usage error says of a password that is too short how long it must be.
Result<void> register_userinfo(std::string_view name, std::string_view url);

}  // namespace assay
