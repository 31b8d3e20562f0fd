// A small HTTP/1.1 server on 127.0.0.1, for pages that one person reads: GET and
// HEAD without a body, POST of a small JSON text, one thread. Beast stays in
// http_server.cc.
//
// Strict towards whoever else can reach loopback, which is every page in a
// browser: another Host is refused, and of a POST another Origin, or none; every
// answer forbids framing, sniffing, caching, referrers and use by other origins.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "harness/base/result.h"

namespace assay {

// A zlib stream and the size of what is in it: kept packed, sent packed to whoever
// takes it.
struct PackedText {
  std::string bytes;
  std::size_t size = 0;
};

struct HttpAnswer {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string policy = "default-src 'none'; frame-ancestors 'none'";  // Content-Security-Policy
  std::string location = {};                                          // "": none
  std::string text = {};
  std::shared_ptr<const PackedText> packed = {};  // sent instead of `text`
};

// Runs until destroyed, which waits for the answer being made.
class HttpServer {
 public:
  // Makes the answer to GET `target` (path and query, as it was sent). Called on
  // the server's thread, one at a time; an exception is a 500.
  using Handler = std::function<HttpAnswer(const std::string& target)>;
  // The same of POST, which a page of this server's has sent.
  using Taker = std::function<HttpAnswer(const std::string& target, const std::string& body)>;

  // `port` 0: any free one.
  static Result<std::unique_ptr<HttpServer>> start(std::uint16_t port, Handler handler,
                                                   Taker taker);
  ~HttpServer();

  std::string base_url() const;  // "http://127.0.0.1:PORT"

 private:
  struct Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay
