// Prompts as they stand in files; cmake/embed.cmake makes their definitions.
#pragma once

#include <string_view>

namespace assay::judge_texts {

extern const std::string_view kSystem;  // system.md
extern const std::string_view kPair;    // pair.md
extern const std::string_view kUser;    // user.md
extern const std::string_view kClosedQuestion;
extern const std::string_view kFactuality;
extern const std::string_view kFaithfulness;
extern const std::string_view kContextRelevance;
extern const std::string_view kContextRecall;
extern const std::string_view kAnswerRelevance;

}  // namespace assay::judge_texts
