// "Did you mean": used for keys, variables, models, flags and subcommands.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// Damerau-Levenshtein distance (optimal string alignment) over bytes.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The nearest of `choices`, if it is near enough to be a slip of the finger.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& choices);

// "; did you mean 'temperature'?" or "".
std::string did_you_mean(std::string_view word, const std::vector<std::string>& choices);

}  // namespace assay
