// What scripts of promptfoo are told beside the answer, and scripts of a suite are not.
#pragma once

#include <string>
#include <string_view>

namespace assay {

// The first member of `context` that code of JavaScript or Python reads and that is not there
// (docs/scripts.md, "What a script is asked"): "context.metadata". "" where it reads none. The code
// is not parsed: what stands in a comment counts, too.
std::string missing_in_context(std::string_view code);

}  // namespace assay
