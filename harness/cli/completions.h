// What may stand at the end of a command line that is being typed.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace assay {

// `words` are those after "assay"; the last, which may be "", is the one to complete.
// Values that begin with it: commands, options, and what an option or operand takes.
// One that ends in '=' or '/' goes on. A shell may hand over `--store=x` whole, or, as
// bash does, as three words.
std::vector<std::string> completions(std::span<const std::string> words);

}  // namespace assay
