// Whether the answer before a judge is good: what the judge's verdict is an error of.
#pragma once

#include <optional>
#include <string_view>

#include "harness/simulate/models_file/models_file.h"

namespace assay {

// By the first answer rule that matches the question and has a right answer, or else by
// the judge's own `truth`; nothing when neither can tell.
std::optional<bool> is_good_answer(const ModelsFile& file, const SimulatedJudge& judge,
                                   std::string_view message);

// Whether `text` stands in `inside` with no letter or digit next to its own at either end.
// Scripts that are written without spaces have no such ends. "" stands only in nothing.
bool contains_whole_words(std::string_view inside, std::string_view text);

}  // namespace assay
