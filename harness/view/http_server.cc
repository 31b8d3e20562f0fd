#include "harness/view/http_server.h"

#include <fmt/format.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <exception>
#include <optional>
#include <thread>
#include <utility>

#include "harness/view/http_rules.h"
#include "reporters/html/pack.h"

namespace assay {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using net::ip::tcp;
using ErrorCode = boost::system::error_code;

constexpr std::uint32_t kMaxHeadBytes = 16U << 10;
constexpr std::uint64_t kMaxBodyBytes = std::uint64_t{64} << 10;
constexpr std::size_t kDrainBytes = std::size_t{16} << 10;
// For one request to come, idle time before it included; for one answer to go.
constexpr std::chrono::seconds kRequestTime{30};
constexpr std::chrono::seconds kAnswerTime{60};
constexpr std::chrono::seconds kGoodbyeTime{2};
constexpr std::chrono::milliseconds kAcceptPause{10};  // out of descriptors: some come free

std::string_view to_view(beast::string_view text) {
  return {text.data(), text.size()};
}

std::string head_of(const HttpAnswer& answer, std::size_t length, bool is_deflated, bool keeps) {
  std::string head = fmt::format(
      "HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: {}\r\n",
      answer.status, to_view(http::obsolete_reason(static_cast<http::status>(answer.status))),
      answer.content_type, length, keeps ? "keep-alive" : "close");
  head += fmt::format("Content-Security-Policy: {}\r\n", answer.policy);
  head +=
      "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
      "Cross-Origin-Resource-Policy: same-origin\r\nCross-Origin-Opener-Policy: same-origin\r\n"
      "Cache-Control: no-store\r\n";
  if (is_deflated) head += "Content-Encoding: deflate\r\n";
  if (answer.status == 405) head += "Allow: GET, HEAD\r\n";
  if (!answer.location.empty()) head += fmt::format("Location: {}\r\n", answer.location);
  return head + "\r\n";
}

HttpAnswer refusal(int status, std::string why) {
  HttpAnswer answer;
  answer.status = status;
  answer.text = std::move(why) + "\n";
  return answer;
}

// What sessions borrow of their server.
struct Site {
  HttpServer::Handler handler;
  HttpServer::Taker taker;
  std::uint16_t port = 0;
};

// One client's connection; lives as long as an operation of its own is pending.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, const Site& site) : stream_(std::move(socket)), site_(site) {}

  void read() {
    parser_.emplace();
    parser_->header_limit(kMaxHeadBytes);
    parser_->body_limit(kMaxBodyBytes);
    stream_.expires_after(kRequestTime);
    http::async_read_header(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](ErrorCode error, std::size_t) { self->on_request(error); });
  }

 private:
  void on_request(ErrorCode error) {
    if (error == http::error::header_limit) return send(refusal(431, "too long a request"), false);
    if (error && error != http::error::end_of_stream &&
        error.category() == http::make_error_code(http::error::bad_method).category()) {
      return send(refusal(400, "not a request"), false);
    }
    if (error) return close();
    if (std::optional<HttpAnswer> refused = refusal_of_head())
      return send(std::move(*refused), may_keep());
    if (parser_->get().method() != http::verb::post) return send(answer(), may_keep());
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](ErrorCode failed, std::size_t) {
                       if (failed == http::error::body_limit)
                         return self->send(refusal(413, "too long a label"), false);
                       if (failed) return self->close();
                       self->send(self->answer(), self->may_keep());
                     });
  }

  // Else a body follows, and would be taken for the next request.
  bool may_keep() const { return parser_->is_done() && parser_->get().keep_alive(); }

  // What is wrong with a request before its body is read.
  std::optional<HttpAnswer> refusal_of_head() const {
    const auto& request = parser_->get();
    if (request.count(http::field::host) != 1 ||
        !is_own_host(to_view(request[http::field::host]), site_.port)) {
      return refusal(421, "this server answers to 127.0.0.1 and localhost only");
    }
    if (request.method() == http::verb::post) {
      if (request.count(http::field::origin) != 1 ||
          !is_own_origin(to_view(request[http::field::origin]), site_.port)) {
        return refusal(403, "only a page of this server may send anything");
      }
      if (!is_json(to_view(request[http::field::content_type])))
        return refusal(415, "JSON, please");
      return std::nullopt;
    }
    if (request.method() != http::verb::get && request.method() != http::verb::head)
      return refusal(405, "GET and HEAD only");
    if (!parser_->is_done()) return refusal(413, "a request without a body, please");
    return std::nullopt;
  }

  HttpAnswer answer() const {
    const auto& request = parser_->get();
    const std::string target(to_view(request.target()));
    try {
      return request.method() == http::verb::post ? site_.taker(target, request.body())
                                                  : site_.handler(target);
    } catch (const std::exception&) {
      return refusal(500, "this page could not be made; is there memory left?");
    }
  }

  void send(HttpAnswer answer, bool keeps) {
    sending_ = std::move(answer);
    const auto& request = parser_->get();
    const bool is_deflated =
        sending_.packed && accepts_deflate(to_view(request[http::field::accept_encoding]));
    if (sending_.packed && !is_deflated) {
      sending_.text = html::inflate(sending_.packed->bytes, sending_.packed->size);
    }
    const std::string& body = is_deflated ? sending_.packed->bytes : sending_.text;
    head_ = head_of(sending_, body.size(), is_deflated, keeps);
    const bool is_head = request.method() == http::verb::head;
    stream_.expires_after(kAnswerTime);
    net::async_write(stream_,
                     std::array{net::const_buffer(head_.data(), head_.size()),
                                net::const_buffer(body.data(), is_head ? 0 : body.size())},
                     [self = shared_from_this(), keeps](ErrorCode error, std::size_t) {
                       self->sending_ = {};
                       if (error) return self->close();
                       if (keeps) return self->read();
                       self->say_goodbye();
                     });
  }

  // Closing while the client still sends would lose it the answer.
  void say_goodbye() {
    ErrorCode ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream_.expires_after(kGoodbyeTime);
    drain();
  }

  void drain() {
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(kDrainBytes),
                            [self = shared_from_this()](ErrorCode error, std::size_t) {
                              if (error) return self->close();
                              self->drain();
                            });
  }

  void close() {
    ErrorCode ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
    stream_.socket().close(ignored);
  }

  beast::tcp_stream stream_;
  const Site& site_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::string head_;
  HttpAnswer sending_;
};

}  // namespace

// Destroyed from the bottom up: the io_context, and with it every session, before
// what they borrow.
struct HttpServer::Impl {
  Site site;
  net::io_context context{1};
  tcp::acceptor acceptor{context};
  net::steady_timer pause{context};
  std::thread thread;

  ~Impl() {
    context.stop();
    if (thread.joinable()) thread.join();
  }

  Result<void> listen(std::uint16_t wanted);
  void accept();
};

Result<void> HttpServer::Impl::listen(std::uint16_t wanted) {
  const tcp::endpoint endpoint(net::ip::address_v4::loopback(), wanted);
  ErrorCode error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(net::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(net::socket_base::max_listen_connections, error);
  if (error) {
    return infrastructure_error(
        fmt::format("cannot listen on 127.0.0.1:{}: {}", wanted, error.message()));
  }
  site.port = acceptor.local_endpoint().port();
  return {};
}

void HttpServer::Impl::accept() {
  acceptor.async_accept([this](ErrorCode error, tcp::socket socket) {
    if (error == net::error::operation_aborted) return;
    if (!error) {
      std::make_shared<Session>(std::move(socket), site)->read();
      return accept();
    }
    pause.expires_after(kAcceptPause);
    pause.async_wait([this](ErrorCode stopped) {
      if (!stopped) accept();
    });
  });
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;

Result<std::unique_ptr<HttpServer>> HttpServer::start(std::uint16_t port, Handler handler,
                                                      Taker taker) {
  auto impl = std::make_unique<Impl>();
  impl->site.handler = std::move(handler);
  impl->site.taker = std::move(taker);
  ASSAY_CHECK(impl->listen(port));
  impl->accept();
  impl->thread = std::thread([&context = impl->context] { context.run(); });
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

std::string HttpServer::base_url() const {
  return fmt::format("http://127.0.0.1:{}", impl_->site.port);
}

}  // namespace assay
