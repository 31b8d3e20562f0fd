// One client's connection: requests in, timed bytes out. Private to server.cc.
#pragma once

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "harness/simulate/client_stream.h"
#include "harness/simulate/model_service.h"

namespace assay {

struct ServerCounters {
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> completions{0};
};

// Answers what it reads, and tells the journal of every request once: when its
// response has ended, or else when the connection does. Lives as long as an
// operation of its own is pending: every handler holds it. All of them run on
// the socket's strand. `tls` (nullptr: in the clear), `service`, `counters` and
// `clock` outlive the io_context.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls,
             ModelService& service, ServerCounters& counters, const Clock& clock);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  void start();

 private:
  using ErrorCode = boost::system::error_code;

  void shake_hands();
  void read_head();
  void on_head(ErrorCode error);
  bool answer_early();
  void read_body();
  void on_request(ErrorCode error);
  void refuse_request(int status);

  void begin_request();
  void begin_response(Transmission response);
  void send_next();
  void write_piece();
  void on_written(ErrorCode error);
  void finish();
  void half_close();
  void drain();
  void note_writing();
  void reset();
  void reset_on_next();
  void close();
  void hang_up();
  void note_end(bool delivered);

  ClientStream stream_;
  boost::asio::steady_timer timer_;
  boost::beast::flat_buffer buffer_;
  std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
  ModelService& service_;
  ServerCounters& counters_;
  const Clock& clock_;

  Transmission sending_;
  std::size_t next_piece_ = 0;
  RequestTimes times_;
  bool is_owed_ = false;  // the journal's line of the request being answered
};

}  // namespace assay
