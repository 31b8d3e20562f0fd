// How the model server misbehaves, as a models file says it. Data only.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/json.h"
#include "harness/provider/http.h"

namespace assay {

enum class FaultEffect {
  delay,    // nothing else
  headers,  // nothing else
  status,
  reset,
  close,
  half_close,
  hold,
  no_answer,
  drip,
  truncate,
  garbage,
  html,
  error_in_200,
  error_mid_stream,
  gzip_bomb,
  endless_body,
  huge_line,
  deep_json,
  header_bytes,
  header_lines,
  blank_lines,
  slice,
  edit,
  after_reply,
  accept,
};

// What ServerFault::amount counts where a response is cut.
enum class CutBy {
  bytes,             // of the response, its head included; of the body when truncated
  events,            // of the stream; negative: from its end
  inside_character,  // nothing: after the first byte of the first character that has several
};
inline constexpr std::int64_t kAllEvents = std::numeric_limits<std::int64_t>::max();

// What the server has read when the fault strikes, and so what is counted.
enum class FaultStage {
  accept,  // nothing: connections are counted
  head,    // a head: requests are counted
  reply,   // a whole request: the requests of each model are counted
};
enum class OnAccept { serve, reset, close, hold };
enum class AfterReply { close, reset_on_next };
enum class RetryAfterIn { header, header_ms, header_date, body };
enum class DripWhat { bytes, comments, blank_lines, pings };

// When a fault strikes: by a number, counted from 1. With nothing set, always.
struct FaultSchedule {
  std::int64_t every = 0;
  std::vector<std::int64_t> at;
  std::optional<std::pair<std::int64_t, std::int64_t>> between;  // inclusive
  std::optional<double> probability;
};

// A change of every JSON document of a reply that has something at `pointer`
// (RFC 6901): a body, or the data of an event.
struct ReplyEdit {
  std::string pointer;
  std::optional<Json> value;  // nothing: it is removed
};

struct ServerFault {
  FaultStage stage = FaultStage::reply;
  std::optional<std::string> model;  // at stage reply only
  FaultSchedule when;
  FaultEffect effect = FaultEffect::delay;

  // With every effect.
  milliseconds delay{0};  // before anything else; not divided by ServerOptions.speed
  Headers headers;        // instead of the server's own of those names; see header_times.h

  // Of errors.
  int status = 200;
  std::optional<std::int64_t> retry_after_seconds;
  std::optional<RetryAfterIn> retry_after_in;  // default: where the wire format puts it
  std::string envelope;                        // row of error_envelope.h; empty: the endpoint's own
  std::optional<std::string> body;             // verbatim, instead of an envelope
  std::string message;
  std::string code;
  bool with_done = false;  // error_mid_stream: [DONE] follows all the same

  std::int64_t amount = 0;  // bytes, events, MiB, lines: what the effect counts
  CutBy cut_by = CutBy::bytes;
  DripWhat drip = DripWhat::bytes;
  milliseconds interval{100};
  std::vector<ReplyEdit> edits;
  AfterReply after_reply = AfterReply::close;
  OnAccept on_accept = OnAccept::serve;
};

}  // namespace assay
