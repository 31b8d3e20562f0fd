// What the exchanges of a transport share. Internal to curl_transport.
//
// It is made once: header lists per distinct Headers, parsed URLs per distinct
// URL, since printing them is half of libcurl's user time. An application may have
// another URL for each cell: beyond kMostKept they are made anew, and who uses one
// keeps it alive.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "harness/run/curl_transport.h"
#include "harness/run/transport.h"

struct curl_slist;
struct Curl_URL;

namespace assay {

class CurlExchange;

// A target in the form curl wants it, built once.
struct CurlTarget {
  CurlTarget() = default;
  CurlTarget(const CurlTarget&) = delete;
  CurlTarget& operator=(const CurlTarget&) = delete;
  ~CurlTarget();

  Curl_URL* url = nullptr;
  std::string host;    // for messages; with the port when it is not the scheme's
  bool direct = true;  // no proxy: loopback, or none is configured
};

struct CurlHeaders {
  CurlHeaders() = default;
  CurlHeaders(const CurlHeaders&) = delete;
  CurlHeaders& operator=(const CurlHeaders&) = delete;
  ~CurlHeaders();

  Headers source;
  curl_slist* list = nullptr;
};

// Everything that outlives an exchange. Not thread-safe.
class CurlShared {
 public:
  CurlShared(const Clock& clock, const CurlOptions& options);
  CurlShared(const CurlShared&) = delete;
  CurlShared& operator=(const CurlShared&) = delete;

  static constexpr std::size_t kMostKept = 1024;  // of each

  // nullptr when curl cannot read the URL.
  std::shared_ptr<const CurlTarget> target(const std::string& url);
  // nullptr when a name or value holds a line break or NUL: it would be a
  // header of its own making.
  std::shared_ptr<const CurlHeaders> headers(const Headers& headers);

  const Clock& clock;
  const CurlOptions options;
  // Whose answer has become whole since the transport took them last: their time is short now.
  std::vector<CurlExchange*> whole;

 private:
  bool proxy_configured_;
  std::unordered_map<std::string, std::shared_ptr<const CurlTarget>> targets_;
  std::unordered_multimap<std::size_t, std::shared_ptr<const CurlHeaders>> headers_;
};

}  // namespace assay
