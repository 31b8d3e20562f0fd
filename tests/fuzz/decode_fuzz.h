// The body of every decoder's fuzz target: the input is read as a body, as an
// error body, and as a stream in pieces. What must hold is asserted here.
#pragma once

#include "harness/provider/raw_reply.h"
#include "harness/provider/reply_reader.h"
#include "tests/fuzz/fuzz_target.h"

namespace assay {

inline tl::expected<Reply, Failure> read_fuzzed(const Dialect& dialect, int status, bool stream,
                                                std::string_view bytes, std::size_t piece) {
  ReplyReader reader(dialect, stream, {.body_bytes = 1 << 20, .sse_line_bytes = 1 << 16});
  reader.on_head(status, {{"content-type", stream ? "text/event-stream" : "application/json"}});
  while (!bytes.empty()) {
    const std::string_view part = bytes.substr(0, piece);
    if (!reader.on_bytes(part, Instant{})) break;
    bytes.remove_prefix(part.size());
  }
  return reader.finish();
}

// What is kept of a reply that was not understood is not understood the same way.
inline void require_raw_reads_the_same(const Dialect& dialect, bool stream, std::string_view bytes,
                                       const Failure& failure) {
  if (failure.kind == FailureKind::too_large) return;  // the bounds here are lower
  const RawReply raw{std::string(dialect.name), stream, 200,
                     stream ? "text/event-stream" : "application/json", std::string(bytes)};
  const auto again = decode_again(raw);
  require(!again.has_value() && again.error() == failure);
}

inline void fuzz_decoder(const Dialect& dialect, std::string_view bytes) {
  for (const bool stream : {false, true}) {
    const auto whole = read_fuzzed(dialect, 200, stream, bytes, bytes.size() + 1);
    const auto pieces = read_fuzzed(dialect, 200, stream, bytes, 3);
    require(whole.has_value() == pieces.has_value());
    if (!whole) {
      require(!whole.error().message.empty());
      require_raw_reads_the_same(dialect, stream, bytes, whole.error());
      continue;
    }
    require(*whole == *pieces);
    require(whole->usage.output.value_or(1) >= 0);
    const Result<Reply> stored = reply_from_json(reply_to_json(*whole));
    require(stored.has_value() && *stored == *whole);
  }
  require(!read_fuzzed(dialect, 429, false, bytes, bytes.size() + 1));
}

}  // namespace assay
