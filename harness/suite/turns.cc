#include "harness/suite/turns.h"

#include <algorithm>

#include "harness/suite/tool_server.h"

namespace assay {

std::vector<TurnsOfRequest> turns_by_request(const Case& asked) {
  std::vector<TurnsOfRequest> requests;
  for (std::size_t i = 0; i < asked.turns.size(); ++i) {
    const bool goes_with_last =
        i > 0 && !asked.turns[i].tool.empty() && !asked.turns[i - 1].tool.empty();
    if (!goes_with_last) requests.push_back({i, i});
    requests.back().end = i + 1;
  }
  return requests;
}

Vars vars_of_turns(const Case& asked) {
  Vars vars = asked.vars;
  for (const Turn& turn : asked.turns)
    if (!turn.answer_as.empty()) vars = vars.with(turn.answer_as, "");
  return vars;
}

std::size_t script_length(const Case& asked) {
  if (asked.simulate != nullptr) return static_cast<std::size_t>(asked.simulate->max_turns);
  return std::max<std::size_t>(turns_by_request(asked).size(), 1);
}

std::size_t request_count(const Case& asked) {
  const auto rounds = asked.tools != nullptr ? asked.tools->max_rounds : 0;
  return script_length(asked) + static_cast<std::size_t>(rounds);
}

}  // namespace assay
