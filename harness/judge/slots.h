// Texts with slots, "{{name}}", that are filled in once: what fills them is never read again.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "harness/base/result.h"

namespace assay {

// The first of `slots` may stand in `text` several times, each other one once, and all must be
// there. A usage error says which is missing, doubled or unknown; `of`: "a judge's prompt".
Result<void> check_slots(std::string_view text, std::span<const std::string_view> slots,
                         std::string_view of);

// Each slot of a text that was checked, by the value at its place.
std::string fill_slots(std::string_view text, std::span<const std::string_view> slots,
                       std::span<const std::string_view> values);

}  // namespace assay
