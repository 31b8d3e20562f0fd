// Which results of `tool_results` answer the calls of a dialogue, and which answer ends a turn
// where there are some.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/score/dialogue.h"
#include "harness/suite/suite.h"
#include "harness/suite/tool_server.h"

namespace assay {

struct ServedCalls {
  std::vector<const ToolResult*> results;  // of each call, in their order; of the Case
  std::string why;                         // the calls cannot be answered; "": they are
  bool is_unable = false;                  // since it cannot be said whether a result fits
};

// The results of the calls in `last`, the answer after all of `dialogue.answers`. Requires
// `asked.tools` and a call.
ServedCalls serve_calls(const Case& asked, const Dialogue& dialogue, const Reply& last);

// Of a case with tools an answer that calls nothing ends what was said before it: how many
// answers do. Of other cases every answer does.
std::size_t ended_requests(const Case& asked, const Dialogue& dialogue);

// Answers to one request of the script, from 0: those that called tools, then the one that
// ended it.
struct AnswersOfRequest {
  std::size_t first = 0;
  std::size_t last = 0;
};
// Nothing where the dialogue did not come to its end.
std::optional<AnswersOfRequest> answers_of_request(const Case& asked, const Dialogue& dialogue,
                                                   std::size_t request);

// Whether every `when` of the suite can be held against calls; the first that cannot is a usage
// error with its place.
Result<void> check_tool_results(const Suite& suite);

}  // namespace assay
