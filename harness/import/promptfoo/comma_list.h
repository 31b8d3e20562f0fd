// The list that promptfoo reads in a text with commas: `a, "b, c"`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// Fields without white space at their ends; a quoted one may hold commas, and quotes twice or
// behind a backslash. Commas that follow one another are one. Nothing where a quote is not
// closed or something follows it, which is an error there.
std::optional<std::vector<std::string>> read_comma_list(std::string_view text);

}  // namespace assay
