// One HTTP exchange on a pooled curl easy handle. Internal to curl_transport.
//
// A request leaves once: what the server may have read is never sent again in
// here, on no connection. Asking again is the runner's, which writes an intent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/run/curl_shared.h"
#include "harness/run/exchange_timer.h"
#include "harness/run/socket_set.h"
#include "harness/run/transport.h"

namespace assay {

class CurlExchange {
 public:
  // Tells `sockets` of every descriptor that curl opens and closes; it outlives
  // the connections, which outlive the exchange.
  CurlExchange(CurlShared& shared, SocketSet& sockets);
  CurlExchange(const CurlExchange&) = delete;
  CurlExchange& operator=(const CurlExchange&) = delete;
  ~CurlExchange();

  // Readies the handle for this request; a Failure when it cannot be one.
  std::optional<Failure> prepare(std::uint64_t id, const HttpRequest& request,
                                 const Timeouts& timeouts, ExchangeSink& sink);
  // What curl's result means for the sink (docs/protocols.md, "When to ask again").
  std::optional<Failure> failure_of(int curl_code) const;

  // Gives the request's conversation the cookies that it has by now, and forgets them.
  void keep_cookies();

  ExchangeState state() const;

  void* easy() const { return easy_; }
  std::uint64_t id() const { return id_; }
  const Timeouts& timeouts() const { return timeouts_; }
  ExchangeSink& sink() const { return *sink_; }
  const std::string& host() const { return target_->host; }

  std::size_t multi = 0;           // which of the transport's it is in
  std::optional<Instant> look_at;  // the entry in the transport's timer heap

 private:
  void set_constant_options();
  void set_cookies(CookieJar* cookies);
  void take_header(std::string_view line);
  void finish_head();
  bool has_left() const;
  bool may_send();
  long bytes_sent() const;
  void note_end(Instant at);
  Failure lost(std::string_view when) const;
  bool names_a_proxy(int curl_code, std::string_view reason) const;

  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
  static int on_send(void* self, char*, char*, int, int);
  static int on_connect(void* self, int purpose, void* address);

  CurlShared& shared_;
  SocketSet& sockets_;
  void* easy_;
  std::vector<char> error_text_;

  std::shared_ptr<const CurlTarget> target_;
  std::shared_ptr<const CurlHeaders> headers_;
  std::string method_;
  CookieJar* cookies_ = nullptr;  // of the conversation that it is in
  bool knows_cookies_ = false;    // curl keeps what replies set
  Timeouts timeouts_;

  std::uint64_t id_ = 0;
  ExchangeSink* sink_ = nullptr;
  Instant started_{};
  Headers response_headers_;
  std::size_t header_bytes_ = 0;
  int status_ = 0;
  bool got_head_ = false;
  bool headers_too_large_ = false;
  bool sink_hung_up_ = false;
  std::optional<Instant> whole_since_;
  // What curl had sent when it was about to send the request: a tunnel's CONNECT.
  std::optional<long> sent_before_;
  bool sends_again_ = false;  // curl wanted to send what has left already
};

}  // namespace assay
