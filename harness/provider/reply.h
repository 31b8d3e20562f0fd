// A decoded answer without a wire format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/money.h"
#include "harness/provider/request.h"

namespace assay {

// Token counts in disjoint-free form: `cached_input` and `cache_write` are
// parts of `input`, `reasoning` is a part of `output` (dialects whose provider
// counts otherwise convert). Absent is unknown, never 0.
struct Usage {
  std::optional<std::int64_t> input;
  std::optional<std::int64_t> cached_input;
  std::optional<std::int64_t> cache_write;
  std::optional<std::int64_t> output;
  std::optional<std::int64_t> reasoning;
  bool estimated = false;  // the reply named no usage; counted from its text

  friend bool operator==(const Usage&, const Usage&) = default;
};

// By docs/dialects.md, "What counts as a success". A generation that broke off is a
// Failure and never a Reply.
enum class FinishReason { stop, length, tool_calls, filtered, unknown };

std::string_view to_string(FinishReason reason);
std::optional<FinishReason> finish_reason_from(std::string_view name);

struct Reply {
  std::string answer;     // without any reasoning
  std::string reasoning;  // of every carrier of docs/dialects.md, "Reasoning"
  std::string refusal;    // the provider's refusal channel; empty when none
  std::vector<ToolCall> tool_calls;
  FinishReason finish_reason = FinishReason::unknown;
  std::string native_finish_reason;
  std::string model;  // the model that says it answered; empty when unnamed
  std::string id;
  std::string system_fingerprint;
  Usage usage;
  std::string service_tier = {};     // that it says it was served in; empty when unnamed
  std::optional<Money> billed_cost;  // where the provider says what it charged
  std::vector<std::string> quirks;   // what was odd or not understood (quirks.h)
  std::string session = {};          // what an application calls the conversation
  // The reply as its provider wants it back in the next turn, for Message::native: JSON of the
  // dialect. Empty where the answer and the calls are enough.
  std::string native = {};

  friend bool operator==(const Reply&, const Reply&) = default;
};

// The Store's form (schema in docs/store-schema.md); reading back is the inverse.
std::string reply_to_json(const Reply& reply);
Result<Reply> reply_from_json(std::string_view json);

}  // namespace assay
