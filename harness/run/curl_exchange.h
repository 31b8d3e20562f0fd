// One HTTP exchange on a pooled curl easy handle. Internal to curl_transport.
//
// What many requests share is made once: header lists per distinct Headers,
// parsed URLs per distinct URL (BENCH.md: half of libcurl's user time is
// printing headers and URLs).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/run/curl_transport.h"
#include "harness/run/exchange_timer.h"
#include "harness/run/socket_set.h"
#include "harness/run/transport.h"

struct curl_slist;
struct Curl_URL;

namespace assay {

// A target in the form curl wants it, built once.
struct CurlTarget {
  Curl_URL* url = nullptr;
  std::string host;  // for messages; with the port when it is not the scheme's
  bool direct = true;  // no proxy: loopback, or none is configured
};

struct CurlHeaders {
  Headers source;
  curl_slist* list = nullptr;
};

// Everything that outlives an exchange. Not thread-safe.
class CurlShared {
 public:
  CurlShared(const Clock& clock, const CurlOptions& options);
  CurlShared(const CurlShared&) = delete;
  CurlShared& operator=(const CurlShared&) = delete;
  ~CurlShared();

  // Stable addresses; nullptr when curl cannot read the URL.
  const CurlTarget* target(const std::string& url);
  // nullptr when a name or value holds a line break or NUL: it would be a
  // header of its own making.
  const CurlHeaders* headers(const Headers& headers);

  const Clock& clock;
  const CurlOptions options;

 private:
  bool proxy_configured_;
  std::unordered_map<std::string, std::unique_ptr<CurlTarget>> targets_;
  std::unordered_multimap<std::size_t, std::unique_ptr<CurlHeaders>> headers_;
};

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
  // Readies it once more for the same request, on a fresh connection.
  void prepare_again();

  // A re-used connection died without a byte of response: the server had closed
  // it before it saw the request, so asking once more is safe.
  bool may_go_again(int curl_code) const;
  // What curl's result means for the sink (PROTOCOLS section 6).
  std::optional<Failure> failure_of(int curl_code) const;

  ExchangeState state() const;

  void* easy() const { return easy_; }
  std::uint64_t id() const { return id_; }
  const Timeouts& timeouts() const { return timeouts_; }
  ExchangeSink& sink() const { return *sink_; }
  const std::string& host() const { return target_->host; }

  std::size_t multi = 0;             // which of the transport's it is in
  std::optional<Instant> look_at;    // the entry in the transport's timer heap

 private:
  void set_constant_options(SocketSet& sockets);
  void take_header(std::string_view line);
  void finish_head();
  Failure cut_in_head() const;
  bool names_a_proxy(int curl_code, std::string_view reason) const;

  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);

  CurlShared& shared_;
  void* easy_;
  std::vector<char> error_text_;

  const CurlTarget* target_ = nullptr;
  const CurlHeaders* headers_ = nullptr;
  std::string method_;
  Timeouts timeouts_;
  bool fresh_connection_ = false;

  std::uint64_t id_ = 0;
  ExchangeSink* sink_ = nullptr;
  Instant started_{};
  Headers response_headers_;
  std::size_t header_bytes_ = 0;
  int status_ = 0;
  bool got_head_ = false;
  bool headers_too_large_ = false;
  bool sink_hung_up_ = false;
  bool went_again_ = false;
};

}  // namespace assay
