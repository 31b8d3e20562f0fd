// Transport over libcurl's multi_socket interface on one epoll set.
//
// HTTP/1.1, no redirects, certificates verified, http and https only, gzip
// undone before the sink counts bytes. Proxies as the environment names them
// (as curl reads it), never for loopback. An https request goes through a tunnel
// that gets none of its headers; a plain http one is the proxy's to read, key and
// all, as any http request is for whoever carries it.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "harness/base/result.h"
#include "harness/run/transport.h"

namespace assay {

struct CurlOptions {
  int max_in_flight = 64;  // sizes the connection caches
  std::string ca_file;     // empty: the system's
  std::size_t max_header_bytes = std::size_t{256} << 10;
};

// `clock` must be real (SystemClock) and outlive the transport: the kernel does
// the waiting. An infrastructure error when there is no descriptor left, a usage
// error when `ca_file` is not a file of certificates.
Result<std::unique_ptr<Transport>> make_curl_transport(const Clock& clock,
                                                       const CurlOptions& options);

inline constexpr std::size_t kMaxFetchBytes = std::size_t{16} << 20;

// One request on its own, for `models` and `count_tokens`; blocks. Any status is
// a response; an infrastructure error when there is none, or when its body,
// decoded, is larger than kMaxFetchBytes.
Result<HttpResponse> fetch(const HttpRequest& request, const Timeouts& timeouts,
                           const CurlOptions& options = {});

}  // namespace assay
