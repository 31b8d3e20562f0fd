// Replies and errors in each wire format, before HTTP framing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/clock.h"
#include "harness/provider/http.h"
#include "harness/simulate/models_file/models_file.h"
#include "harness/simulate/reply/simulated_model.h"
#include "harness/simulate/wire/embedding_request.h"
#include "harness/simulate/wire/error_envelope.h"
#include "harness/simulate/wire/served_request.h"

namespace assay {

struct TimedText {
  Nanoseconds at{0};  // since the request was read
  std::string text;
  bool has_answer = false;  // an event with answer text or a tool call
};

struct ServedResponse {
  int status = 200;
  std::string content_type = "application/json";
  Headers headers;            // in place of content-type and framing where named so
  bool event_stream = false;  // chunked, an event a text; otherwise one length
  std::vector<TimedText> body;
  bool is_reply = false;  // a whole answer, as Stats::completions counts
};

// What goes into `model` of replies: no reader should take a simulation for
// the real thing.
std::string simulated_model_name(std::string_view id);

// Streamed or not, as `request` asks; the shape must be the request's.
ServedResponse respond_openai(const SimulatedReply& reply, const SimulatedModel& model,
                              const ServedRequest& request);
ServedResponse respond_anthropic(const SimulatedReply& reply, const SimulatedModel& model,
                                 const ServedRequest& request);
ServedResponse respond_responses(const SimulatedReply& reply, const SimulatedModel& model,
                                 const ServedRequest& request);
// What was said, the answer too: `request.kept` and the reply's items but for reasoning, a JSON
// array without ids of its own, so that equal conversations stay equal.
std::string kept_items(const SimulatedReply& reply, const SimulatedModel& model,
                       const ServedRequest& request);
// The native envelope answers in the chat shape: only its errors are its own.
ServedResponse respond_native(const SimulatedReply& reply, const SimulatedModel& model,
                              const ServedRequest& request);
ServedResponse respond_gemini(const SimulatedReply& reply, const SimulatedModel& model,
                              const ServedRequest& request);
ServedResponse respond(const SimulatedReply& reply, const SimulatedModel& model,
                       const ServedRequest& request);

// The vectors of one `space` compare with each other; nothing of it is sent before `at`.
ServedResponse respond_embeddings(const SimulatedModel& model, const EmbeddingRequest& request,
                                  std::uint64_t space, Nanoseconds at);

ServedResponse respond_error(WireShape shape, const ServedError& error);
ServedResponse respond_json(std::string body);

// Lists of models, and token counts.
std::string openai_model_list(const std::vector<std::string>& ids);
std::string anthropic_model_list(const std::vector<std::string>& ids);
std::string gemini_model_list(const std::vector<std::string>& ids);

// `text` in pieces of a few tokens, cut between code points.
std::vector<std::string_view> split_deltas(std::string_view text);

// Collects a stream's events at the times that the latency plan gives them.
class DeltaClock {
 public:
  explicit DeltaClock(const SimulatedReply& reply) : reply_(reply) {}
  Nanoseconds now() const { return reply_.first_token + reply_.per_token * tokens_; }
  void spend(std::string_view delta);

 private:
  const SimulatedReply& reply_;
  std::int64_t tokens_ = 0;
};

}  // namespace assay
