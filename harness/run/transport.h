// The edge to the network. Abstract so that runner tests need none; the real
// one is curl_transport.h.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "harness/base/clock.h"
#include "harness/provider/http.h"
#include "harness/provider/outcome.h"
#include "harness/provider/provider.h"

namespace assay {

// The `code` of a Failure whose request never left this machine, not a byte of it
// (no address, no connection, no TLS): such an attempt cannot have been billed.
inline constexpr std::string_view kNotSent = "not_sent";

// Receives one exchange, on the event loop's thread. Lives until on_end().
class ExchangeSink {
 public:
  virtual ~ExchangeSink() = default;
  virtual void on_head(int status, Headers headers) = 0;
  // `at` was taken when the bytes were read, before anything looked at them.
  virtual bool on_bytes(std::string_view bytes, Instant at) = 0;  // false: hang up
  // The last call. Nothing: the response ended as HTTP says it should, or the
  // sink itself hung up.
  virtual void on_end(std::optional<Failure> transport_failure) = 0;
  // When bytes last came that were more than keep-alive (comments, blank
  // lines); nothing before the first. Asked when the idle timer is due, never
  // per byte.
  virtual std::optional<Instant> payload_seen_at() const = 0;
  // Whether what came says that nothing more is to come. Servers forget to end such a response:
  // it is waited for a moment, so that the connection can be used again, and then hung up.
  virtual bool is_whole() const { return false; }
};

class Transport {
 public:
  virtual ~Transport() = default;
  // `request` and `sink` outlive the exchange. Never calls the sink from inside
  // start(). The id is the caller's, unique among exchanges under way.
  virtual void start(std::uint64_t id, const HttpRequest& request, const Timeouts& timeouts,
                     ExchangeSink& sink) = 0;
  // Ends an exchange without on_end(). Not from inside a sink's call.
  virtual void cancel(std::uint64_t id) = 0;
  // Waits until something happens, wake() is called, a signal comes, or
  // `until`; then delivers.
  virtual void drive(Instant until) = 0;
  // How late the last drive() came to each tick of a regular timer: so long an
  // event would have lain ready that came at that instant. Covers a busy loop and
  // a busy machine alike. Lives until the next drive().
  virtual std::span<const Nanoseconds> lateness() const = 0;
  // Makes drive() return soon; from any thread.
  virtual void wake() = 0;
};

}  // namespace assay
