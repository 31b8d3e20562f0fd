// Programs around what authors write in a suite; cmake/embed.cmake makes their definitions
// from shims/.
#pragma once

#include <string_view>

namespace assay::script_shims {

extern const std::string_view kPython;
extern const std::string_view kJavascript;
// Of functions that answer.
extern const std::string_view kAnswerPython;
extern const std::string_view kAnswerJavascript;
// Of providers of promptfoo, by its package.
extern const std::string_view kAnswerPromptfoo;
// Of functions that make tests or prompts, once.
extern const std::string_view kGeneratePython;
extern const std::string_view kGenerateJavascript;

}  // namespace assay::script_shims
