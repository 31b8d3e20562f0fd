// A server that speaks bytes, for what no decent HTTP server would do.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "harness/base/text.h"

namespace assay::testing {

// One accepted connection, in the hands of a script on its own thread.
class RawConnection {
 public:
  RawConnection(int fd, int order, const std::atomic<bool>& stopping)
      : number(order), fd_(fd), stopping_(stopping) {}
  ~RawConnection() { close_now(); }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  // Head and body of the next request; "" when the client has gone.
  std::string read_request() {
    while (true) {
      const auto head_end = buffer_.find("\r\n\r\n");
      if (head_end != std::string::npos) {
        const std::size_t size = head_end + 4 + content_length(buffer_.substr(0, head_end));
        if (buffer_.size() >= size) {
          std::string request = buffer_.substr(0, size);
          buffer_.erase(0, size);
          return request;
        }
      }
      if (!read_more()) return "";
    }
  }

  // Waits for that many bytes of the next request, and leaves them unread.
  bool wait_for_bytes(std::size_t count) {
    while (buffer_.size() < count)
      if (!read_more()) return false;
    return true;
  }

  // False when the client has hung up.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // An answer with its length.
  bool send_body(std::string_view body, std::string_view status = "200 OK",
                 std::string_view headers = "") {
    return send("HTTP/1.1 " + std::string(status) + "\r\n" + std::string(headers) +
                "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
  }

  // Waits until the client hangs up or the server is stopped.
  void wait_for_hang_up() {
    while (read_more()) {
    }
  }

  // Ends with RST instead of FIN.
  void reset() {
    const linger at_once{1, 0};
    setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close_now();
  }
  void close_now() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }

  // Sleeps a little; false when it is time to stop.
  bool pause(int milliseconds_to_wait) {
    std::this_thread::sleep_for(std::chrono::milliseconds{milliseconds_to_wait});
    return !stopping_;
  }

  const int number;  // of the connection, from 1

 private:
  static std::size_t content_length(std::string_view head) {
    for (const std::string_view line : split(head, '\n')) {
      if (!to_lower_ascii(line).starts_with("content-length:")) continue;
      return static_cast<std::size_t>(*parse_integer(trim(line.substr(15))));
    }
    return 0;
  }

  bool read_more() {
    pollfd waiting{fd_, POLLIN, 0};
    while (!stopping_) {
      if (poll(&waiting, 1, 20) <= 0) continue;
      char chunk[16384];
      const auto count = recv(fd_, chunk, sizeof chunk, 0);
      if (count <= 0) return false;
      buffer_.append(chunk, static_cast<std::size_t>(count));
      return true;
    }
    return false;
  }

  int fd_;
  const std::atomic<bool>& stopping_;
  std::string buffer_;
};

class RawServer {
 public:
  using Script = std::function<void(RawConnection&)>;

  explicit RawServer(Script script) : script_(std::move(script)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        listen(listener_, 512) != 0 ||
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("the raw server cannot listen");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }

  ~RawServer() {
    stopping_ = true;
    acceptor_.join();
    for (std::thread& thread : threads_) thread.join();
    close(listener_);
  }

  std::string host() const { return "127.0.0.1:" + std::to_string(port_); }
  std::string url(std::string_view path = "/chat") const {
    return "http://" + host() + std::string(path);
  }
  int connections() const { return connections_; }

  // From now on nobody is let in.
  void stop_listening() { shutdown(listener_, SHUT_RDWR); }

 private:
  void accept_all() {
    pollfd waiting{listener_, POLLIN, 0};
    while (!stopping_) {
      if (poll(&waiting, 1, 20) <= 0) continue;
      const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
        continue;
      }
      const int number = ++connections_;
      threads_.emplace_back([this, fd, number] {
        RawConnection connection(fd, number, stopping_);
        script_(connection);
      });
    }
  }

  Script script_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> connections_ = 0;
  std::vector<std::thread> threads_;  // of the acceptor alone until it is joined
  std::thread acceptor_;
};

}  // namespace assay::testing
