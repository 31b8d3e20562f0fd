// What a simulated model says: a pure function of the models file, the request
// and how often that request was answered before.
//
// Whether the answer is right depends only on the seed, the model, the
// conversation's text, the temperature, the request's own `seed`, and `repeat`:
// not on the dialect, on streaming, or on what other requests do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/clock.h"
#include "harness/simulate/models_file/models_file.h"
#include "harness/simulate/wire/served_request.h"

namespace assay {

enum class SimulatedFinish { stop, stop_sequence, length, tool_calls, refusal };

struct SimulatedReply {
  std::string problem;  // why there is no reply: a mistake in the models file; empty: none
  std::string id;       // 16 hex digits
  std::string reasoning;
  std::string answer;
  std::vector<ToolCall> tool_calls;  // ids are given
  std::string refusal;
  SimulatedFinish finish = SimulatedFinish::stop;
  std::string finish_reason;  // said verbatim instead of the true one; may be empty
  std::string stop_sequence;  // the one that struck
  std::string service_tier;   // that it names; empty: none
  std::int64_t input_tokens = 0;
  std::int64_t reasoning_tokens = 0;
  std::int64_t answer_tokens = 0;  // and of the calls
  Nanoseconds first_token{0};
  Nanoseconds per_token{0};  // for each one after

  std::int64_t output_tokens() const { return reasoning_tokens + answer_tokens; }
};

// `recorded`: the answer of a model whose replies were collected elsewhere; the
// rules of the file are not asked then. `repeat` counts from 0.
SimulatedReply simulate_reply(const ModelsFile& file, const SimulatedModel& model,
                              const ServedRequest& request, std::uint64_t repeat,
                              std::optional<std::string_view> recorded = std::nullopt);

// The time to the first token, for a reply of that reply_seed().
Nanoseconds draw_latency(const LatencyCurve& latency, std::uint64_t seed);

// The longest prefix of `utf8` that estimate_tokens() puts at no more than
// `max_tokens`, cut between code points.
std::string_view first_tokens(std::string_view utf8, std::int64_t max_tokens);

}  // namespace assay
