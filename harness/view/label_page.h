// The page on which a person labels answers.
#pragma once

#include <string>

namespace assay {

// `run_id` and `rater` are shown; what is asked comes by label.js.
std::string label_page(const std::string& run_id, const std::string& rater);
std::string label_page_policy();  // its Content-Security-Policy

}  // namespace assay
