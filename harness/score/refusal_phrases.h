// How English answers say that they refuse. A heuristic, and conservative: what
// is not listed is no refusal. docs/expectations.md tells what is read.
#pragma once

#include <string_view>

namespace assay {

// Whether the answer begins with a refusal, after apologies and the like.
bool begins_like_a_refusal(std::string_view answer);

}  // namespace assay
