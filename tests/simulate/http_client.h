// The smallest client that can hear what the server really sends: raw bytes,
// resets told apart from ends.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

#include "harness/base/text.h"
#include "harness/provider/http.h"

namespace assay::testing {

struct RawReply {
  std::string bytes;       // all that came, head included
  bool was_reset = false;  // RST instead of FIN
  bool timed_out = false;  // nothing came for the client's patience
  int status = 0;          // 0: no complete head came
  Headers headers;
  std::string body;       // chunks joined
  bool is_whole = false;  // length or last chunk agree
};

namespace internal {

inline std::string dechunk(std::string_view bytes, bool& is_whole) {
  std::string body;
  while (true) {
    const std::size_t line_end = bytes.find("\r\n");
    if (line_end == std::string_view::npos) return body;
    const std::size_t size =
        std::strtoul(std::string(bytes.substr(0, line_end)).c_str(), nullptr, 16);
    bytes.remove_prefix(line_end + 2);
    if (size == 0) {
      is_whole = true;
      return body;
    }
    if (bytes.size() < size + 2) return body.append(bytes.substr(0, size));
    body.append(bytes.substr(0, size));
    bytes.remove_prefix(size + 2);
  }
}

inline void parse(RawReply& reply) {
  const std::size_t head_end = reply.bytes.find("\r\n\r\n");
  if (head_end == std::string::npos) return;
  const std::string_view head = std::string_view(reply.bytes).substr(0, head_end);
  for (const std::string_view line : split(head, '\n')) {
    if (reply.status == 0) {
      reply.status = std::atoi(std::string(line.substr(9, 3)).c_str());
      continue;
    }
    const std::size_t colon = line.find(':');
    reply.headers.push_back(
        {std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1)))});
  }
  const std::string_view rest = std::string_view(reply.bytes).substr(head_end + 4);
  if (find_header(reply.headers, "transfer-encoding") != nullptr) {
    reply.body = dechunk(rest, reply.is_whole);
    return;
  }
  reply.body = rest;
  const Header* length = find_header(reply.headers, "content-length");
  reply.is_whole = length != nullptr && std::to_string(rest.size()) == length->value;
}

}  // namespace internal

// One connection to the server on `port` of loopback. Gives up on a read that
// brings nothing for `patience_ms`.
class RawConnection {
 public:
  explicit RawConnection(std::uint16_t port, int patience_ms = 5000)
      : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      ::close(descriptor_);
      throw std::runtime_error("cannot connect");
    }
    const timeval patience{patience_ms / 1000, (patience_ms % 1000) * 1000};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  ~RawConnection() { ::close(descriptor_); }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  int descriptor() const { return descriptor_; }

  // False when the server no longer listens.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // Reads until the server hangs up, `most_bytes` have come, or patience ends.
  RawReply read(std::size_t most_bytes = std::size_t{64} << 20) {
    RawReply reply;
    std::string buffer(std::size_t{64} << 10, '\0');
    while (reply.bytes.size() < most_bytes) {
      const ssize_t count = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
      if (count > 0) {
        reply.bytes.append(buffer.data(), static_cast<std::size_t>(count));
        continue;
      }
      reply.was_reset = count < 0 && errno == ECONNRESET;
      reply.timed_out = count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
      break;
    }
    internal::parse(reply);
    return reply;
  }

 private:
  int descriptor_;
};

inline RawReply exchange_bytes(std::uint16_t port, std::string_view raw_request,
                               std::size_t most_bytes = std::size_t{64} << 20,
                               int patience_ms = 5000) {
  RawConnection connection(port, patience_ms);
  connection.send(raw_request);
  return connection.read(most_bytes);
}

inline std::string http_request(std::string_view method, std::string_view path,
                                const Headers& headers, std::string_view body) {
  std::string request =
      std::string(method) + " " + std::string(path) + " HTTP/1.1\r\nhost: localhost\r\n" +
      "connection: close\r\ncontent-length: " + std::to_string(body.size()) + "\r\n";
  for (const Header& header : headers) request += header.name + ": " + header.value + "\r\n";
  return request + "\r\n" + std::string(body);
}

inline RawReply get(std::uint16_t port, std::string_view path, const Headers& headers = {}) {
  return exchange_bytes(port, http_request("GET", path, headers, {}));
}

inline RawReply post(std::uint16_t port, std::string_view path, std::string_view body,
                     const Headers& headers = {}) {
  return exchange_bytes(port, http_request("POST", path, headers, body));
}

}  // namespace assay::testing
