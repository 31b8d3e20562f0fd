// A client's connection, in the clear or through TLS, as the asynchronous
// stream that Beast and Asio read from and write to.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <optional>
#include <utility>

namespace assay {

// Handlers take an error_code; those of reads and writes a size as well. At most
// one read and one write may be pending. Without TLS the handshake and the
// goodbye call back at once.
class ClientStream {
 public:
  using executor_type = boost::asio::ip::tcp::socket::executor_type;

  // `tls` outlives the stream; nullptr: in the clear.
  ClientStream(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls)
      : socket_(std::move(socket)) {
    if (tls != nullptr) tls_.emplace(socket_, *tls);
  }
  ClientStream(const ClientStream&) = delete;  // tls_ refers to socket_
  ClientStream& operator=(const ClientStream&) = delete;

  executor_type get_executor() { return socket_.get_executor(); }
  // Below TLS: for ends that TLS does not announce, and bytes that nobody reads.
  boost::asio::ip::tcp::socket& socket() { return socket_; }

  template <class Handler>
  void async_handshake(Handler&& handler) {
    if (!tls_) return handler(boost::system::error_code());
    tls_->async_handshake(boost::asio::ssl::stream_base::server, std::forward<Handler>(handler));
  }

  // Tells the client that no byte follows. Does not wait for it to say the same.
  template <class Handler>
  void async_goodbye(Handler&& handler) {
    if (!tls_) return handler(boost::system::error_code());
    SSL_set_shutdown(tls_->native_handle(), SSL_RECEIVED_SHUTDOWN);
    tls_->async_shutdown(std::forward<Handler>(handler));
  }

  template <class Buffers, class Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    if (tls_) {
      tls_->async_read_some(buffers, std::forward<Handler>(handler));
    } else {
      socket_.async_read_some(buffers, std::forward<Handler>(handler));
    }
  }

  template <class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    if (tls_) {
      tls_->async_write_some(buffers, std::forward<Handler>(handler));
    } else {
      socket_.async_write_some(buffers, std::forward<Handler>(handler));
    }
  }

 private:
  boost::asio::ip::tcp::socket socket_;
  std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> tls_;
};

}  // namespace assay
