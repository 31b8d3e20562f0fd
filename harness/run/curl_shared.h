// What the exchanges of a transport share. Internal to curl_transport.
//
// It is made once: header lists per distinct Headers, parsed URLs per distinct
// URL, since printing them is half of libcurl's user time.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>

#include "harness/run/curl_transport.h"
#include "harness/run/transport.h"

struct curl_slist;
struct Curl_URL;

namespace assay {

// A target in the form curl wants it, built once.
struct CurlTarget {
  Curl_URL* url = nullptr;
  std::string host;    // for messages; with the port when it is not the scheme's
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

}  // namespace assay
