// Expectations that say the same of every answer, for what promptfoo passes or fails always.
#pragma once

#include "harness/base/json.h"

namespace assay {

// Fails every answer: a class without members.
inline Json never_passes() {
  return {{"regex", {{"pattern", "[^\\x{0}-\\x{10ffff}]"}, {"exact", true}}}};
}
// Passes every answer that there can be: replies are far shorter.
inline Json always_passes() {
  return {{"max_chars", {{"at_most", 1'000'000'000}}}};
}

}  // namespace assay
