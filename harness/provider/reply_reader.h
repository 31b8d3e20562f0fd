// Reads one HTTP response into a Reply or a Failure, as its bytes arrive.
// Success is never decided by the status alone (docs/dialects.md, "What counts as a
// success").
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "harness/provider/dialect.h"
#include "harness/provider/http.h"
#include "harness/provider/outcome.h"
#include "harness/provider/raw_reply.h"

namespace assay {

struct ReplyBounds {
  std::size_t body_bytes = std::size_t{16} << 20;  // decoded
  std::size_t sse_line_bytes = std::size_t{4} << 20;
  std::size_t raw_bytes = std::size_t{4} << 20;  // of a reply that is kept as it came
};

// When the response's parts were seen, on the runner's clock.
struct StreamMarks {
  std::optional<Instant> first_byte;
  std::optional<Instant> first_reasoning;
  std::optional<Instant> first_answer;
  std::optional<Instant> last_token;
  std::int64_t pieces = 0;              // events that carried reasoning or answer
  Nanoseconds longest_gap{};            // between two of them
  std::optional<Instant> last_payload;  // re-arms the idle timer; comments and blank lines don't
};

// Not thread-safe; reset() makes it ready for the next response and keeps its
// buffers.
class ReplyReader {
 public:
  ReplyReader(const Dialect& dialect, bool stream_requested, ReplyBounds bounds = {});
  ~ReplyReader();
  ReplyReader(ReplyReader&&) noexcept;
  ReplyReader& operator=(ReplyReader&&) noexcept;

  void reset(const Dialect& dialect, bool stream_requested);
  // The provider's own pairs, which outlive this; they stay over reset().
  void set_reasoning_tags(std::span<const ReasoningTags> tags);
  // How an HTTP application's replies are read, which outlives this; null: by the dialect alone.
  void set_application(const Application* application);

  // The status line and headers; called once, before any body byte.
  void on_head(int status, Headers headers);
  // Body bytes after decompression. False: a bound was reached, hang up now;
  // finish() says which.
  bool on_bytes(std::string_view bytes, Instant at);
  // Whether the answer is already complete ([DONE], message_stop): a connection
  // lost from here on loses nothing.
  bool complete() const;

  // After the last byte. `transport_failure` is what the transport saw go wrong
  // (connection lost, timeout); a complete() stream is a Reply all the same, and
  // so is a stream whose finish reason came, or a body that parses whole.
  // `wall` is for a Retry-After that is a date; the response's own Date header,
  // where it has one, is preferred: the server's clock wrote both.
  tl::expected<Reply, Failure> finish(std::optional<Failure> transport_failure = std::nullopt,
                                      std::optional<WallTime> wall = std::nullopt);

  // What the reply of an application called its conversation; nothing where it did not.
  const std::optional<SessionName>& session() const;

  // After a finish() that failed: the reply that broke off, if the server said that
  // it did. Its usage was paid for.
  const Reply* broken_off() const;
  // After a finish() that failed: a 2xx as it came, for a decoder that understands
  // more; nothing where there was no byte, or more than `raw_bytes`. Call once.
  std::optional<RawReply> take_raw();

  int status() const;
  const Headers& headers() const;
  const StreamMarks& marks() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The failure that an HTTP status and an error body mean, with Retry-After from
// header (seconds, milliseconds, HTTP-date relative to `wall`) or body. Bodies
// of every envelope of docs/protocols.md, "Errors", are understood.
Failure failure_from(int status, const Headers& headers, std::string_view body, WallTime wall);

}  // namespace assay
