#include "harness/simulate/faults.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>

namespace assay {
namespace {

constexpr std::size_t kEndlessBlock = std::size_t{64} << 10;

std::string http_date(WallTime time) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(time.time_since_epoch().count()));
}

void add_retry_after(const ServerFault& fault, RetryAfterIn where, WallTime wall,
                     ServedResponse& response) {
  if (!fault.retry_after_seconds) return;
  const std::int64_t seconds = *fault.retry_after_seconds;
  if (where == RetryAfterIn::header) {
    response.headers.push_back({"retry-after", std::to_string(seconds)});
  } else if (where == RetryAfterIn::header_ms) {
    response.headers.push_back({"retry-after-ms", std::to_string(seconds * 1000)});
  } else if (where == RetryAfterIn::header_date) {
    response.headers.push_back({"retry-after", http_date(wall + std::chrono::seconds(seconds))});
  }
}

ServedError error_of(const ServerFault& fault, int status) {
  return {status, fault.message.empty() ? usual_message(status) : fault.message, fault.code, {}};
}

ServedResponse error_response(const ServerFault& fault, WireShape shape, WallTime wall) {
  // ModelsLab says it in the body; everybody else in a header.
  const RetryAfterIn where = fault.retry_after_in.value_or(
      shape == WireShape::native ? RetryAfterIn::body : RetryAfterIn::header);
  ServedError error = error_of(fault, fault.status);
  if (where == RetryAfterIn::body) error.retry_after_seconds = fault.retry_after_seconds;
  const std::string envelope =
      fault.envelope.empty() ? std::string(envelope_of(shape)) : fault.envelope;
  ServedResponse response =
      respond_json(fault.body.empty() ? encode_error(envelope, error) : fault.body);
  response.status = fault.status;
  if (fault.body.starts_with('<')) response.content_type = "text/html";
  add_retry_after(fault, where, wall, response);
  return response;
}

ServedResponse error_in_200(const ServerFault& fault, WireShape shape) {
  const std::string envelope =
      fault.envelope.empty() ? std::string(envelope_of(shape)) : fault.envelope;
  return respond_json(fault.body.empty() ? encode_error(envelope, error_of(fault, 500))
                                         : fault.body);
}

ServedResponse html_page() {
  ServedResponse response =
      respond_json("<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>");
  response.content_type = "text/html; charset=utf-8";
  return response;
}

// JSON that breaks off, and bytes that are no UTF-8.
ServedResponse garbage() {
  return respond_json("{\"id\":\"chatcmpl-\xff\xfe\x80,,,]{\"choices\":");
}

void cut_events(ServedResponse& response, std::size_t count) {
  response.is_reply = false;
  if (response.event_stream) {
    response.body.resize(std::min(count, response.body.size()));
  } else if (!response.body.empty()) {
    std::string& text = response.body.front().text;
    text.resize(std::min(count, text.size()));
  }
}

ServedResponse error_mid_stream(const ServerFault& fault, WireShape shape,
                                ServedResponse response) {
  if (!response.event_stream) return error_in_200(fault, shape);
  cut_events(response, (response.body.size() + 1) / 2);
  const Nanoseconds at = response.body.back().at;
  const std::string error = encode_error(envelope_of(shape), error_of(fault, 529));
  if (shape == WireShape::anthropic) {
    response.body.push_back({at, "event: error\ndata: " + error + "\n\n"});
  } else {
    response.body.push_back({at, "data: " + error + "\n\n"});
    if (fault.with_done) response.body.push_back({at, "data: [DONE]\n\n"});
  }
  return response;
}

// Before a plain body white space, before a stream comments.
ServedResponse with_keep_alives(const ServerFault& fault, ServedResponse response) {
  const bool is_stream = response.event_stream;
  std::vector<TimedText> body;
  Nanoseconds late{0};
  for (std::int64_t i = 0; i < fault.amount; ++i) {
    body.push_back({late, is_stream ? ": keep-alive\n\n" : "\n"});
    late += fault.interval;
  }
  for (TimedText& text : response.body)
    body.push_back({text.at + late, std::move(text.text), text.has_answer});
  response.body = std::move(body);
  response.event_stream = true;  // chunked, so that the lines can leave early
  return response;
}

ServedResponse bomb(const ServerFault& fault) {
  ServedResponse response = respond_json(gzip_bomb(fault.amount));
  response.headers.push_back({"content-encoding", "gzip"});
  return response;
}

// The response that `fault` leaves, before framing.
ServedResponse break_response(const ServerFault& fault, WireShape shape, ServedResponse response,
                              WallTime wall) {
  switch (fault.effect) {
    case FaultEffect::status:
      return error_response(fault, shape, wall);
    case FaultEffect::garbage:
      return garbage();
    case FaultEffect::html:
      return html_page();
    case FaultEffect::error_in_200:
      return error_in_200(fault, shape);
    case FaultEffect::error_mid_stream:
      return error_mid_stream(fault, shape, std::move(response));
    case FaultEffect::gzip_bomb:
      return bomb(fault);
    case FaultEffect::blank_lines:
      return with_keep_alives(fault, std::move(response));
    case FaultEffect::truncate:
      cut_events(response, static_cast<std::size_t>(fault.amount));
      return response;
    case FaultEffect::delay:
    case FaultEffect::reset:
    case FaultEffect::close:
    case FaultEffect::no_answer:
    case FaultEffect::drip:
    case FaultEffect::endless_body:
    case FaultEffect::slice:
      return response;
  }
  return response;
}

// Only the first `count` bytes leave, the head's included.
void cut_bytes(Transmission& transmission, std::size_t count, Afterwards after) {
  std::vector<TransmissionPiece> kept;
  for (TransmissionPiece& piece : transmission.pieces) {
    if (count == 0) break;
    if (piece.bytes.size() > count) piece.bytes.resize(count);
    if (piece.answer_end > piece.bytes.size()) piece.answer_end = 0;
    count -= piece.bytes.size();
    kept.push_back(std::move(piece));
  }
  transmission.pieces = std::move(kept);
  transmission.after = after;
  transmission.is_whole = false;
}

Transmission endless(ServedResponse response, std::string first, std::string again,
                     Nanoseconds every) {
  response.event_stream = true;
  response.body.clear();
  Transmission transmission = frame(response, {});
  std::string& head = transmission.pieces.front().bytes;
  head.resize(head.size() - kLastChunk.size());
  if (!first.empty()) head += chunk_of(first);
  transmission.pieces.push_back({every, chunk_of(again)});
  transmission.after = Afterwards::repeat;
  transmission.repeat_every = every;
  return transmission;
}

Transmission endless_body(const ServedResponse& response) {
  const std::string_view opening = response.event_stream
                                       ? "data: {\"choices\":[{\"delta\":{\"content\":\""
                                       : "{\"choices\":[{\"message\":{\"content\":\"";
  return endless(response, std::string(opening), std::string(kEndlessBlock, 'x'), Nanoseconds{0});
}

Transmission drip(const ServerFault& fault, const ServedResponse& response,
                  Transmission transmission) {
  if (fault.drip == DripWhat::comments) {
    return endless(response, {}, ": keep-alive\n\n", fault.interval);
  }
  if (fault.drip == DripWhat::blank_lines) return endless(response, {}, "\n", fault.interval);
  std::vector<TransmissionPiece> single;
  for (const TransmissionPiece& piece : transmission.pieces) {
    for (std::size_t i = 0; i < piece.bytes.size(); ++i) {
      const Nanoseconds at = fault.interval * static_cast<std::int64_t>(single.size());
      const bool ends_answer = i + 1 == piece.answer_end;
      single.push_back(
          {std::max(at, piece.at), std::string(1, piece.bytes[i]), ends_answer ? 1U : 0U});
    }
  }
  transmission.pieces = std::move(single);
  return transmission;
}

// Chunks of `size` bytes, wherever that cuts: characters, CRLF, tags.
Transmission slice(ServedResponse response, std::size_t size, const HttpManners& manners) {
  std::vector<TimedText> sliced;
  for (const TimedText& text : response.body) {
    for (std::size_t at = 0; at < text.text.size(); at += size) {
      const bool is_last = at + size >= text.text.size();
      sliced.push_back({text.at, text.text.substr(at, size), is_last && text.has_answer});
    }
  }
  response.body = std::move(sliced);
  response.event_stream = true;
  return frame(response, manners);
}

Transmission break_transmission(const ServerFault& fault, const ServedResponse& response,
                                const HttpManners& manners) {
  Transmission whole = frame(response, manners);
  const auto amount = static_cast<std::size_t>(fault.amount);
  switch (fault.effect) {
    case FaultEffect::reset:
      cut_bytes(whole, amount, Afterwards::reset);
      break;
    case FaultEffect::close:
      cut_bytes(whole, amount, Afterwards::close);
      break;
    case FaultEffect::no_answer:
      cut_bytes(whole, 0, Afterwards::hold);
      break;
    case FaultEffect::drip:
      whole = drip(fault, response, std::move(whole));
      break;
    case FaultEffect::endless_body:
      whole = endless_body(response);
      break;
    case FaultEffect::slice:
      whole = slice(response, std::max<std::size_t>(1, amount), manners);
      break;
    default:
      break;  // break_response() has done it
  }
  return whole;
}

}  // namespace

Transmission transmit_with_fault(const ServerFault& fault, WireShape shape, ServedResponse response,
                                 const HttpManners& manners, WallTime wall) {
  const ServedResponse broken = break_response(fault, shape, std::move(response), wall);
  Transmission transmission = break_transmission(fault, broken, manners);
  for (TransmissionPiece& piece : transmission.pieces) piece.at += fault.delay;
  transmission.is_reply = transmission.is_reply && leaves_reply_whole(fault.effect);
  transmission.record.fault = to_string(fault.effect);
  return transmission;
}

}  // namespace assay
