// `_conversation`: the history of a chat that promptfoo puts into a prompt by a loop.
#pragma once

#include <string>
#include <string_view>

namespace assay {

struct HistoryLoop {
  std::string rest;     // the text without the loop
  std::string refused;  // why its history is not the one that `turns` have; "" where it is
};

// Whether a text writes the history anywhere.
bool has_history(std::string_view text);

// The one loop over `_conversation` taken out of a chat in JSON or YAML. It is refused unless it
// writes the history as it was: a message of the user and one of the assistant for each answer.
HistoryLoop take_history(std::string_view text);

}  // namespace assay
