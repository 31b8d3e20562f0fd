#include "harness/run/curl_exchange.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <new>

#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "harness/run/http_text.h"

namespace assay {
namespace {

// docs/protocols.md, "When to ask again". Codes that are not here are not worth it.
struct CodeRow {
  CURLcode code;
  FailureKind kind;
  bool retryable;
};
constexpr CodeRow kCodes[] = {
    {CURLE_COULDNT_RESOLVE_PROXY, FailureKind::connect, true},
    {CURLE_COULDNT_RESOLVE_HOST, FailureKind::connect, true},
    {CURLE_COULDNT_CONNECT, FailureKind::connect, true},
    {CURLE_PROXY, FailureKind::connect, true},
    {CURLE_SSL_CONNECT_ERROR, FailureKind::connect, true},
    {CURLE_PEER_FAILED_VERIFICATION, FailureKind::connect, false},
    {CURLE_SSL_CERTPROBLEM, FailureKind::connect, false},
    {CURLE_SSL_CIPHER, FailureKind::connect, false},
    {CURLE_SSL_CACERT_BADFILE, FailureKind::connect, false},
    {CURLE_SSL_ISSUER_ERROR, FailureKind::connect, false},
    {CURLE_HTTP2, FailureKind::connect, true},
    {CURLE_HTTP2_STREAM, FailureKind::connect, true},
    {CURLE_PARTIAL_FILE, FailureKind::truncated, true},
    {CURLE_OPERATION_TIMEDOUT, FailureKind::timeout, true},
    {CURLE_GOT_NOTHING, FailureKind::connect, true},
    {CURLE_SEND_ERROR, FailureKind::connect, true},
    {CURLE_RECV_ERROR, FailureKind::connect, true},
    {CURLE_WEIRD_SERVER_REPLY, FailureKind::bad_reply, false},
    {CURLE_BAD_CONTENT_ENCODING, FailureKind::bad_reply, false},
    {CURLE_UNSUPPORTED_PROTOCOL, FailureKind::bad_reply, false},  // e.g. HTTP/0.9
    {CURLE_URL_MALFORMAT, FailureKind::invalid_request, false},
};

CodeRow row_of(CURLcode code) {
  for (const CodeRow& row : kCodes)
    if (row.code == code) return row;
  return {code, FailureKind::connect, false};
}

int close_socket(void* sockets, curl_socket_t fd) {
  static_cast<SocketSet*>(sockets)->closed(fd);
  return close(fd);
}

// What a user can do about a certificate that was refused; "" where the reason
// says it all. The numbers are OpenSSL's X509_V_ERR_..., which curl hands on.
const char* advice_on(CURL* easy) {
  long verdict = 0;
  curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &verdict);
  switch (verdict) {
    case 2:   // UNABLE_TO_GET_ISSUER_CERT
    case 18:  // DEPTH_ZERO_SELF_SIGNED_CERT
    case 19:  // SELF_SIGNED_CERT_IN_CHAIN
    case 20:  // UNABLE_TO_GET_ISSUER_CERT_LOCALLY
      return "; if the server is yours, name its authority with --ca-file";
    case 9:   // CERT_NOT_YET_VALID
    case 10:  // CERT_HAS_EXPIRED
      return "; renew it, or set this machine's clock";
    default:
      return "";
  }
}

// Who is at the other end of the connection: "127.0.0.1:3128".
std::string peer_of(CURL* easy) {
  const char* address = nullptr;
  long port = 0;
  curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &address);
  curl_easy_getinfo(easy, CURLINFO_PRIMARY_PORT, &port);
  return fmt::format("{}:{}", address == nullptr ? "" : address, port);
}

Failure invalid_request(std::string message) {
  Failure failure;
  failure.kind = FailureKind::invalid_request;
  failure.code = kNotSent;
  failure.message = std::move(message);
  return failure;
}

}  // namespace

CurlExchange::CurlExchange(CurlShared& shared, SocketSet& sockets)
    : shared_(shared), sockets_(sockets), easy_(curl_easy_init()), error_text_(CURL_ERROR_SIZE) {
  if (easy_ == nullptr) throw std::bad_alloc();
  set_constant_options();
}

CurlExchange::~CurlExchange() {
  curl_easy_cleanup(easy_);
}

std::optional<Failure> CurlExchange::prepare(std::uint64_t id, const HttpRequest& request,
                                             const Timeouts& timeouts, ExchangeSink& sink) {
  id_ = id;
  sink_ = &sink;
  started_ = shared_.clock.now();
  response_headers_.clear();
  header_bytes_ = 0;
  status_ = 0;
  got_head_ = headers_too_large_ = sink_hung_up_ = sends_again_ = false;
  sent_before_.reset();
  whole_since_.reset();
  error_text_[0] = '\0';

  const std::shared_ptr<const CurlTarget> target = shared_.target(request.url);
  if (target == nullptr) return invalid_request("not a URL: " + excerpt(request.url, 200));
  const std::shared_ptr<const CurlHeaders> headers = shared_.headers(request.headers);
  if (headers == nullptr)
    return invalid_request("a request header (the key? a slot?) holds a line break");

  if (target != target_) {
    curl_easy_setopt(easy_, CURLOPT_CURLU, target->url);
    curl_easy_setopt(easy_, CURLOPT_PROXY, target->direct ? "" : nullptr);
    target_ = target;
  }
  if (headers != headers_) {
    curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers->list);
    headers_ = headers;
  }
  if (request.method == "GET") {
    curl_easy_setopt(easy_, CURLOPT_HTTPGET, 1L);
  } else {
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, request.body.c_str());
  }
  if (request.method != method_) {
    const bool usual = request.method == "GET" || request.method == "POST";
    curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, usual ? nullptr : request.method.c_str());
    method_ = request.method;
  }
  set_cookies(request.cookies);
  // Ours is the clock that counts; curl needs its own to give each address of a
  // host its share of the time.
  curl_easy_setopt(easy_, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(timeouts.connect.count()));
  timeouts_ = timeouts;
  return std::nullopt;
}

// The handle was another conversation's before: what it knew then is erased.
void CurlExchange::set_cookies(CookieJar* cookies) {
  cookies_ = cookies;
  if (cookies == nullptr && !knows_cookies_) return;
  if (!knows_cookies_) curl_easy_setopt(easy_, CURLOPT_COOKIEFILE, "");  // no file: in memory
  knows_cookies_ = true;
  curl_easy_setopt(easy_, CURLOPT_COOKIELIST, "ALL");
  if (cookies == nullptr) return;
  for (const std::string& line : *cookies)
    curl_easy_setopt(easy_, CURLOPT_COOKIELIST, line.c_str());
}

void CurlExchange::keep_cookies() {
  if (cookies_ == nullptr) return;
  curl_slist* lines = nullptr;
  curl_easy_getinfo(easy_, CURLINFO_COOKIELIST, &lines);
  cookies_->clear();
  for (const curl_slist* line = lines; line != nullptr; line = line->next)
    cookies_->emplace_back(line->data);
  curl_slist_free_all(lines);
  cookies_ = nullptr;
}

void CurlExchange::set_constant_options() {
  curl_easy_setopt(easy_, CURLOPT_PRIVATE, this);
  curl_easy_setopt(easy_, CURLOPT_ERRORBUFFER, error_text_.data());
  curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy_, CURLOPT_FOLLOWLOCATION, 0L);  // a redirect would carry the key away
  curl_easy_setopt(easy_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy_, CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
  curl_easy_setopt(easy_, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy_, CURLOPT_ACCEPT_ENCODING, "gzip");
  curl_easy_setopt(easy_, CURLOPT_USERAGENT, "assay/" ASSAY_VERSION);
  curl_easy_setopt(easy_, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(easy_, CURLOPT_TCP_KEEPALIVE, 1L);
  // Verifying with a freshly loaded bundle costs 19 ms a connection.
  curl_easy_setopt(easy_, CURLOPT_CA_CACHE_TIMEOUT, 24L * 60 * 60);
  if (!shared_.options.ca_file.empty())
    curl_easy_setopt(easy_, CURLOPT_CAINFO, shared_.options.ca_file.c_str());
  // Otherwise a name server that does not answer blocks the loop on cancel().
  curl_easy_setopt(easy_, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &CurlExchange::on_header);
  curl_easy_setopt(easy_, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &CurlExchange::on_body);
  curl_easy_setopt(easy_, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy_, CURLOPT_PREREQFUNCTION, &CurlExchange::on_send);
  curl_easy_setopt(easy_, CURLOPT_PREREQDATA, this);
  curl_easy_setopt(easy_, CURLOPT_OPENSOCKETFUNCTION, &CurlExchange::on_connect);
  curl_easy_setopt(easy_, CURLOPT_OPENSOCKETDATA, this);
  curl_easy_setopt(easy_, CURLOPT_CLOSESOCKETFUNCTION, &close_socket);
  curl_easy_setopt(easy_, CURLOPT_CLOSESOCKETDATA, &sockets_);
}

long CurlExchange::bytes_sent() const {
  long bytes = 0;
  curl_easy_getinfo(easy_, CURLINFO_REQUEST_SIZE, &bytes);
  return bytes;
}

bool CurlExchange::has_left() const {
  return sends_again_ || (sent_before_ && bytes_sent() > *sent_before_);
}

// A connection that is used again may die without a byte of response. curl then
// moves the request to another one, up to five times and without a word, also if
// the server has read all of it: who may have been billed would be billed twice
// for one attempt on the ledger. So it may only where nothing has left.
bool CurlExchange::may_send() {
  sends_again_ = has_left();
  sent_before_.reset();
  return !sends_again_;
}

int CurlExchange::on_send(void* self, char*, char*, int, int) {
  auto& exchange = *static_cast<CurlExchange*>(self);
  if (!exchange.may_send()) return CURL_PREREQFUNC_ABORT;
  exchange.sent_before_ = exchange.bytes_sent();
  return CURL_PREREQFUNC_OK;
}

int CurlExchange::on_connect(void* self, int, void* curl_address) {
  auto& exchange = *static_cast<CurlExchange*>(self);
  if (!exchange.may_send()) return CURL_SOCKET_BAD;
  const auto& address = *static_cast<const curl_sockaddr*>(curl_address);
  const int fd = socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
  if (fd < 0) return CURL_SOCKET_BAD;
  exchange.sockets_.opened(fd);
  return fd;
}

std::size_t CurlExchange::on_body(char* data, std::size_t size, std::size_t count, void* self) {
  auto& exchange = *static_cast<CurlExchange*>(self);
  const Instant at = exchange.shared_.clock.now();  // before anything looks at the bytes
  const std::size_t bytes = size * count;
  if (exchange.sink_->on_bytes({data, bytes}, at)) {
    exchange.note_end(at);
    return bytes;
  }
  exchange.sink_hung_up_ = true;
  return bytes == 0 ? 1 : 0;  // anything but `bytes` ends the transfer
}

void CurlExchange::note_end(Instant at) {
  if (whole_since_ || !sink_->is_whole()) return;
  whole_since_ = at;
  shared_.whole.push_back(this);
}

std::size_t CurlExchange::on_header(char* data, std::size_t size, std::size_t count, void* self) {
  auto& exchange = *static_cast<CurlExchange*>(self);
  const std::size_t bytes = size * count;
  exchange.header_bytes_ += bytes;
  if (exchange.header_bytes_ > exchange.shared_.options.max_header_bytes) {
    exchange.headers_too_large_ = true;
    return 0;
  }
  exchange.take_header({data, bytes});
  return bytes;
}

void CurlExchange::take_header(std::string_view line) {
  if (got_head_) return;  // trailers of a chunked body
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
  if (line.empty()) {
    finish_head();
  } else if (line.starts_with("HTTP/")) {
    response_headers_.clear();
  } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
    response_headers_.push_back(
        {std::string(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1)))});
  }
}

void CurlExchange::finish_head() {
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  if (status >= 100 && status < 200) return;  // the real head is still to come
  ASSAY_MARK_IF(status >= 300 && status < 400, "redirect.not_followed");
  got_head_ = true;
  status_ = static_cast<int>(status);
  sink_->on_head(status_, std::move(response_headers_));
  response_headers_ = Headers{};
}

ExchangeState CurlExchange::state() const {
  curl_off_t before_transfer = 0;
  curl_easy_getinfo(easy_, CURLINFO_PRETRANSFER_TIME_T, &before_transfer);
  ExchangeState state;
  state.started = started_;
  state.connected = got_head_ || before_transfer > 0;
  state.has_left = has_left();
  state.got_head = got_head_;
  state.last_payload = sink_->payload_seen_at();
  state.whole_since = whole_since_;
  return state;
}

// Whether curl speaks of another host than the one that was asked for.
bool CurlExchange::names_a_proxy(int curl_code, std::string_view reason) const {
  const std::string_view host = target_->host;
  const bool is_proxy = curl_code == CURLE_COULDNT_CONNECT && !target_->direct &&
                        reason.find(host.substr(0, host.rfind(':'))) == std::string_view::npos;
  ASSAY_MARK_IF(is_proxy, "proxy.dead");
  return is_proxy;
}

Failure CurlExchange::lost(std::string_view when) const {
  Failure failure;
  failure.kind = FailureKind::connect;
  failure.retryable = true;
  failure.message = fmt::format("{}: {}", target_->host, when);
  return failure;
}

std::optional<Failure> CurlExchange::failure_of(int curl_code) const {
  const auto code = static_cast<CURLcode>(curl_code);
  if (sink_hung_up_ && code == CURLE_WRITE_ERROR) return std::nullopt;
  // curl takes a connection that closes amid the headers for a whole response.
  if (code == CURLE_OK)
    return got_head_ ? std::nullopt : std::optional(lost("the response ended in its headers"));
  if (sends_again_) {
    ASSAY_MARK("request.not_sent_again");
    return lost("the connection was lost before an answer");
  }

  const CodeRow row = row_of(code);
  Failure failure;
  failure.kind = row.kind;
  failure.retryable = row.retryable;
  failure.http_status = status_;
  const char* reason = error_text_[0] != '\0' ? error_text_.data() : curl_easy_strerror(code);
  failure.message = excerpt(fmt::format("{}: {}{}", target_->host,
                                        names_a_proxy(code, reason) ? "by proxy: " : "", reason),
                            300);
  if (code == CURLE_PEER_FAILED_VERIFICATION) {
    ASSAY_MARK("tls.certificate_refused");
    failure.message += advice_on(easy_);
  }
  ASSAY_MARK_IF(code == CURLE_SSL_CONNECT_ERROR, "tls.no_agreement");

  long proxy_status = 0;
  curl_easy_getinfo(easy_, CURLINFO_HTTP_CONNECTCODE, &proxy_status);
  if (headers_too_large_) {
    ASSAY_MARK("headers.too_large");
    failure.kind = FailureKind::too_large;
    failure.message = fmt::format("{}: response headers larger than {} bytes", target_->host,
                                  shared_.options.max_header_bytes);
  } else if (code == CURLE_OUT_OF_MEMORY && has_left() && !got_head_) {
    ASSAY_MARK("headers.line_too_large");
    // curl's word for a header line that outgrows its own bound (100 KB in 7.88).
    failure.kind = FailureKind::too_large;
    failure.message = target_->host + ": a response header is too large for libcurl";
  } else if (proxy_status >= 300) {
    ASSAY_MARK("proxy.refused");
    failure.retryable = proxy_status >= 500;
    failure.message =
        fmt::format("{}: the proxy {} answered {}", target_->host, peer_of(easy_), proxy_status);
  } else if (got_head_ && failure.kind == FailureKind::connect) {
    ASSAY_MARK("answer.cut");
    failure.kind = FailureKind::truncated;  // an answer had begun
  }
  if (!has_left()) {
    ASSAY_MARK("request.never_left");
    failure.code = kNotSent;
  }
  return failure;
}

}  // namespace assay
