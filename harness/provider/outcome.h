// What came of asking: a Reply or a Failure, every attempt, and honest times.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/money.h"
#include "harness/provider/reply.h"

namespace assay {

enum class FailureKind {
  connect,          // resolve, connect, TLS, connection lost before an answer
  timeout,          // connect, first byte, idle, total: the message says which
  rate_limited,     // 429 and its equivalents in a body
  overloaded,       // 5xx, 529 and their equivalents
  quota,            // a spending or daily limit: asking again is pointless
  auth,             // 401, 403
  not_found,        // 404: model or endpoint
  invalid_request,  // 400, 413, 415, 422
  bad_reply,        // not what the dialect promises: HTML, broken JSON, no choices
  truncated,        // a stream or body that ended early
  too_large,        // a bound of run/ was reached
  offline,          // not in the Store, and the network was forbidden
  cancelled,        // interrupted, or a cap was reached before it was sent
  judge,            // there is a reply, and no verdict of a judge on it: never of a request
  script,           // there is a reply, and no mark of a script on it: never of a request
  user,             // who plays the user of a dialogue said nothing that it could go on with
};

std::string_view to_string(FailureKind kind);
std::optional<FailureKind> failure_kind_from(std::string_view name);

struct Failure {
  FailureKind kind = FailureKind::bad_reply;
  bool retryable = false;                  // docs/protocols.md, "When to ask again"
  std::optional<Nanoseconds> retry_after;  // the server's minimum, from header or body
  int http_status = 0;                     // 0 when no response head came
  std::string message;                     // one line, safe to print, no secret
  std::string code;                        // the provider's error code or type

  friend bool operator==(const Failure&, const Failure&) = default;
};

// Offsets from the intended start (the instant the runner wanted to send).
// Absent means it did not happen or cannot be known (a reply that did not
// stream has no first token).
struct Timings {
  std::optional<Nanoseconds> sent;             // handed to the transport
  std::optional<Nanoseconds> first_byte;       // of the response
  std::optional<Nanoseconds> first_reasoning;  // first reasoning text
  std::optional<Nanoseconds> first_answer;     // first answer text or tool call
  std::optional<Nanoseconds> last_token;
  std::optional<Nanoseconds> done;
  // Of a stream: the pieces that carried text (a server may put several tokens
  // into one), and the longest wait between two of them; absent below two.
  std::optional<std::int64_t> pieces;
  std::optional<Nanoseconds> longest_gap;

  friend bool operator==(const Timings&, const Timings&) = default;
};

// The mean time between two pieces of a stream; nothing without two.
std::optional<Nanoseconds> mean_gap(const Timings& timings);

struct Attempt {
  int number = 1;  // from 1
  WallTime started_at{};
  Timings timings;
  int http_status = 0;
  std::optional<Failure> failure;  // nothing: it produced the Reply
  std::optional<Money> cost;       // known cost; absent when it cannot be known
};

struct Outcome {
  std::variant<Reply, Failure> result;
  std::vector<Attempt> attempts;

  const Reply* reply() const { return std::get_if<Reply>(&result); }
  const Failure* failure() const { return std::get_if<Failure>(&result); }
};

}  // namespace assay
