#include "harness/simulate/faults/faults.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/simulate/faults/fault_transmission.h"
#include "harness/simulate/faults/reply_edits.h"
#include "harness/simulate/wire/header_times.h"

namespace assay {
namespace {

void add_retry_after(const ServerFault& fault, RetryAfterIn where, WallTime wall,
                     ServedResponse& response) {
  if (!fault.retry_after_seconds) return;
  const std::int64_t seconds = *fault.retry_after_seconds;
  if (where == RetryAfterIn::header) {
    response.headers.push_back({"retry-after", std::to_string(seconds)});
  } else if (where == RetryAfterIn::header_ms) {
    response.headers.push_back({"retry-after-ms", std::to_string(seconds * 1000)});
  } else if (where == RetryAfterIn::header_date) {
    response.headers.push_back({"retry-after", to_http_date(wall + std::chrono::seconds(seconds))});
  }
}

ServedError error_of(const ServerFault& fault, int status) {
  return {status, fault.message.empty() ? usual_message(status) : fault.message, fault.code, {}};
}

// The envelope that the fault names, or else the endpoint's own.
std::string error_text(const ServerFault& fault, WireShape shape, const ServedError& error) {
  if (fault.body) return *fault.body;
  return encode_error(fault.envelope.empty() ? envelope_of(shape) : fault.envelope, error);
}

ServedResponse error_response(const ServerFault& fault, WireShape shape, WallTime wall) {
  // ModelsLab and Google say it in the body; everybody else in a header.
  const bool in_body = shape == WireShape::native || shape == WireShape::gemini;
  const RetryAfterIn where =
      fault.retry_after_in.value_or(in_body ? RetryAfterIn::body : RetryAfterIn::header);
  ServedError error = error_of(fault, fault.status);
  if (where == RetryAfterIn::body) error.retry_after_seconds = fault.retry_after_seconds;
  ServedResponse response = respond_json(error_text(fault, shape, error));
  response.status = fault.status;
  if (fault.body && fault.body->starts_with('<')) response.content_type = "text/html";
  add_retry_after(fault, where, wall, response);
  return response;
}

ServedResponse error_in_200(const ServerFault& fault, WireShape shape) {
  return respond_json(error_text(fault, shape, error_of(fault, 500)));
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

ServedResponse error_mid_stream(const ServerFault& fault, WireShape shape,
                                ServedResponse response) {
  if (!response.event_stream) return error_in_200(fault, shape);
  response.is_reply = false;
  response.body.resize((response.body.size() + 1) / 2);
  const Nanoseconds at = response.body.back().at;
  const bool is_flat = shape == WireShape::responses && !fault.body && fault.envelope.empty();
  const ServedError said = error_of(fault, is_flat ? 500 : 529);
  const std::string error =
      is_flat ? encode_error("responses_event", said) : error_text(fault, shape, said);
  if (shape == WireShape::anthropic || is_flat) {
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

// One header of so many bytes, or so many headers.
void bomb_head(const ServerFault& fault, ServedResponse& response) {
  const auto amount = static_cast<std::size_t>(fault.amount);
  if (fault.effect == FaultEffect::header_bytes) {
    response.headers.push_back({"x-filler", std::string(amount, 'x')});
    return;
  }
  for (std::size_t i = 1; i <= amount; ++i) {
    response.headers.push_back({fmt::format("x-filler-{}", i), "x"});
  }
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
      truncate_body(fault, response);
      return response;
    case FaultEffect::header_bytes:
    case FaultEffect::header_lines:
      bomb_head(fault, response);
      return response;
    case FaultEffect::deep_json:
      add_deep_json(fault.amount, response);
      return response;
    case FaultEffect::edit:
      edit_reply(fault.edits, response);
      return response;
    case FaultEffect::delay:
    case FaultEffect::headers:
    case FaultEffect::reset:
    case FaultEffect::close:
    case FaultEffect::half_close:
    case FaultEffect::hold:
    case FaultEffect::no_answer:
    case FaultEffect::drip:
    case FaultEffect::endless_body:
    case FaultEffect::huge_line:
    case FaultEffect::slice:
    case FaultEffect::after_reply:
    case FaultEffect::accept:
      return response;  // what is broken is how it travels
  }
  return response;
}

// The models file's headers, in place of the server's of those names.
void put_headers(const ServerFault& fault, WallTime wall, ServedResponse& response) {
  for (const Header& header : fault.headers) {
    std::erase_if(response.headers, [&](const Header& own) {
      return equals_ignoring_ascii_case(own.name, header.name);
    });
  }
  for (const Header& header : fault.headers) {
    // The models file was refused if this could fail.
    response.headers.push_back(
        {header.name, fill_times(header.value, wall).value_or(header.value)});
  }
}

}  // namespace

Transmission transmit_with_fault(const ServerFault& fault, WireShape shape, ServedResponse response,
                                 const HttpManners& manners, WallTime wall) {
  ServedResponse broken = break_response(fault, shape, std::move(response), wall);
  put_headers(fault, wall, broken);
  Transmission transmission = break_transmission(fault, std::move(broken), manners);
  for (TransmissionPiece& piece : transmission.pieces) piece.at += fault.delay;
  transmission.is_reply = transmission.is_reply && leaves_reply_whole(fault.effect);
  transmission.record.fault = to_string(fault.effect);
  return transmission;
}

}  // namespace assay
