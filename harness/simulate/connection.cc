#include "harness/simulate/connection.h"

#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <exception>

namespace assay {
namespace {

namespace net = boost::asio;
namespace http = boost::beast::http;
using net::ip::tcp;

constexpr std::uint32_t kMaxHeadBytes = 64U << 10;
constexpr std::uint64_t kMaxBodyBytes = std::uint64_t{64} << 20;
constexpr std::size_t kDrainBytes = std::size_t{16} << 10;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

std::string_view to_view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

template <class Message>
std::string_view header(const Message& message, boost::beast::string_view name) {
  return to_view(message[name]);
}

template <class Message>
ReceivedRequest received(const Message& message) {
  ReceivedRequest request;
  request.method = to_view(message.method_string());
  request.target = to_view(message.target());
  request.authorization = to_view(message[http::field::authorization]);
  for (const char* name : {"x-api-key", "api-key", "x-goog-api-key", "key"}) {
    if (request.api_key.empty()) request.api_key = header(message, name);
  }
  request.anthropic_version = header(message, "anthropic-version");
  request.manners = {message.keep_alive(), message.version() >= 11};
  return request;
}

}  // namespace

Connection::Connection(tcp::socket socket, net::ssl::context* tls, ModelService& service,
                       ServerCounters& counters, const Clock& clock)
    : stream_(std::move(socket), tls),
      timer_(stream_.get_executor()),
      service_(service),
      counters_(counters),
      clock_(clock) {
  ErrorCode ignored;
  stream_.socket().set_option(tcp::no_delay(true), ignored);  // an event must leave when it is due
}

// The server stops before the response has ended.
Connection::~Connection() {
  note_end(false);
}

void Connection::start() {
  switch (service_.accept()) {
    case OnAccept::serve:
      return shake_hands();
    case OnAccept::reset:
      return reset();
    case OnAccept::close:
      return close();
    case OnAccept::hold:
      return drain();
  }
}

void Connection::shake_hands() {
  stream_.async_handshake([self = shared_from_this()](ErrorCode error) {
    if (error) return self->hang_up();
    self->read_head();
  });
}

void Connection::read_head() {
  parser_.emplace();
  parser_->header_limit(kMaxHeadBytes);
  parser_->body_limit(kMaxBodyBytes);
  http::async_read_header(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](ErrorCode error, std::size_t) { self->on_head(error); });
}

void Connection::on_head(ErrorCode error) {
  if (error) {
    if (error != http::error::end_of_stream &&
        error.category() == http::make_error_code(http::error::bad_method).category()) {
      return refuse_request(400);
    }
    return hang_up();
  }
  if (answer_early()) return;
  // curl waits for this before it sends a large body.
  const std::string_view expect = to_view(parser_->get()[http::field::expect]);
  if (expect.empty() || parser_->is_done()) return read_body();
  net::async_write(stream_, net::buffer(kContinue.data(), kContinue.size()),
                   [self = shared_from_this()](ErrorCode failed, std::size_t) {
                     if (failed) return self->hang_up();
                     self->read_body();
                   });
}

bool Connection::answer_early() {
  std::optional<Transmission> response = service_.answer_early(received(parser_->get()));
  if (!response) return false;
  begin_request();
  begin_response(std::move(*response));
  return true;
}

void Connection::read_body() {
  http::async_read(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](ErrorCode error, std::size_t) { self->on_request(error); });
}

void Connection::on_request(ErrorCode error) {
  if (error == http::error::body_limit) return refuse_request(413);
  if (error) return hang_up();
  begin_request();
  try {
    begin_response(service_.answer(received(parser_->get()), parser_->get().body()));
  } catch (const std::exception&) {
    refuse_request(500);
  }
}

// What is left of the request is not read, so the connection cannot be kept.
void Connection::refuse_request(int status) {
  times_ = {};
  times_.received = clock_.now();
  begin_response(frame(respond_error(WireShape::openai, {status, usual_message(status), {}, {}}),
                       {false, true}));
}

void Connection::begin_request() {
  counters_.requests.fetch_add(1, std::memory_order_relaxed);
  times_ = {};
  times_.received = clock_.now();
}

void Connection::begin_response(Transmission response) {
  sending_ = std::move(response);
  next_piece_ = 0;
  is_owed_ = true;
  send_next();
}

void Connection::send_next() {
  if (next_piece_ == sending_.pieces.size()) return finish();
  const Instant due = times_.received + sending_.pieces[next_piece_].at;
  if (due <= clock_.now()) return write_piece();
  timer_.expires_at(due);
  timer_.async_wait([self = shared_from_this()](ErrorCode error) {
    if (!error) self->write_piece();
  });
}

void Connection::write_piece() {
  note_writing();
  net::async_write(
      stream_, net::buffer(sending_.pieces[next_piece_].bytes),
      [self = shared_from_this()](ErrorCode error, std::size_t) { self->on_written(error); });
}

void Connection::note_writing() {
  const Instant now = clock_.now();
  if (!times_.first_byte) times_.first_byte = now;
  const bool has_answer = sending_.pieces[next_piece_].answer_end > 0;
  if (has_answer && !times_.first_answer) times_.first_answer = now;
}

void Connection::on_written(ErrorCode error) {
  if (error) {
    note_end(false);
    return hang_up();
  }
  TransmissionPiece& piece = sending_.pieces[next_piece_];
  piece.at += piece.every;
  const bool is_done = piece.times > 0 && --piece.times == 0;
  if (is_done) ++next_piece_;
  send_next();
}

void Connection::finish() {
  if (sending_.after != Afterwards::hold) note_end(sending_.is_whole);
  switch (sending_.after) {
    case Afterwards::keep_open:
      return read_head();
    case Afterwards::close:
      return close();
    case Afterwards::half_close:
      return half_close();
    case Afterwards::reset:
      return reset();
    case Afterwards::hold:
      return drain();
    case Afterwards::reset_on_next:
      return reset_on_next();
  }
}

void Connection::half_close() {
  stream_.async_goodbye([self = shared_from_this()](ErrorCode) {
    ErrorCode ignored;
    self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    self->drain();
  });
}

// Whatever the client still says is read and forgotten, until it hangs up.
void Connection::drain() {
  buffer_.clear();
  stream_.socket().async_read_some(buffer_.prepare(kDrainBytes),
                                   [self = shared_from_this()](ErrorCode error, std::size_t) {
                                     if (!error) return self->drain();
                                     self->note_end(false);
                                     self->hang_up();
                                   });
}

void Connection::reset() {
  ErrorCode ignored;
  stream_.socket().set_option(net::socket_base::linger(true, 0), ignored);
  stream_.socket().close(ignored);
}

void Connection::reset_on_next() {
  if (buffer_.size() > 0) return reset();  // it came with the last one
  stream_.socket().async_wait(tcp::socket::wait_read,
                              [self = shared_from_this()](ErrorCode) { self->reset(); });
}

void Connection::close() {
  stream_.async_goodbye([self = shared_from_this()](ErrorCode) { self->hang_up(); });
}

void Connection::hang_up() {
  ErrorCode ignored;
  stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
  stream_.socket().close(ignored);
}

void Connection::note_end(bool delivered) {
  if (!is_owed_) return;
  is_owed_ = false;
  if (delivered && sending_.is_reply) counters_.completions.fetch_add(1, std::memory_order_relaxed);
  RequestJournal* journal = service_.journal();
  if (journal == nullptr) return;
  times_.ended = clock_.now();
  times_.delivered = delivered;
  journal->append(sending_.record, sending_.status, times_);
}

}  // namespace assay
