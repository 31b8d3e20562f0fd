// What one judge call is asked.
//
// The material stands between delimiters of its own, lines that carry a code:
//
//   <<answer 3f2a...>>
//   (the answer, byte for byte)
//   <<end answer 3f2a...>>
//
// The code is a hash over all that stands between delimiters. A text that holds the code of
// its own call would be a fixed point of SHA-256, cut to 96 bits: nobody can write one, also
// who knows the criterion, the question and this program. And since the code needs no secret
// and no chance, the same question has the same bytes in every run: the Store finds its verdict.
#pragma once

#include <optional>
#include <string>

#include "harness/judge/judge_template.h"
#include "harness/judge/shape.h"
#include "harness/provider/request.h"

namespace assay {

// All of it is taken as it is, whatever bytes it holds: nothing is escaped, shortened or
// rendered. What is absent is not shown; what is empty is shown as empty.
struct JudgeQuestion {
  std::string rubric;  // the criterion
  std::string question;
  std::optional<std::string> answer;  // absent where the criterion is about the context alone
  std::optional<std::string> reference = {};
  std::optional<std::string> context = {};
  VerdictShape shape = {};
};

// The question as one text: of a single user message its content, else the list of messages
// as JSON, in which no message can pretend to be another one.
std::string question_text(const Messages& messages);

// 24 hex digits, of everything in `question` but its shape.
std::string delimiter_code(const JudgeQuestion& question);

// A system message (role, rules, criterion, form of the verdict) and a user message (the
// material, the answer last).
Messages judge_messages(const JudgeTemplate& words, const JudgeQuestion& question);

}  // namespace assay
