// Cases of several turns, or of a simulated user. Turns that are sent together make a request: a
// person's turn, or the results of all tools that an answer called.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/suite/suite.h"

namespace assay {

// Places in Case::turns, the end excluded.
struct TurnsOfRequest {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Every request holds all turns before it.
inline constexpr std::size_t kMaxTurns = 200;

// What one says that a model plays is bounded: about 1,000 tokens.
inline constexpr std::size_t kMostUserLineBytes = 4000;

// One of tools alone begins with the prompt's messages, as a single question does.
inline bool is_dialogue(const Case& asked) {
  return !asked.turns.empty() || asked.tools != nullptr || asked.simulate != nullptr;
}

// Whether what is said to the model is the case's own: of the prompt it takes the system
// messages then.
inline bool says_its_own(const Case& asked) {
  return !asked.turns.empty() || asked.simulate != nullptr;
}

// In order; empty for a single question, and where the user is simulated.
std::vector<TurnsOfRequest> turns_by_request(const Case& asked);
// The case's variables, and those that its answers become (`answer_as`), each the empty text.
Vars vars_of_turns(const Case& asked);

// How many they are, or may be with a simulated user; 1 for a single question.
std::size_t script_length(const Case& asked);

// How many requests the case makes at most: those of its script or of its simulated user, and a
// request for each time that its tools may answer.
std::size_t request_count(const Case& asked);

}  // namespace assay
