#include "harness/simulate/reply/transmission.h"

#include <fmt/format.h>

namespace assay {
namespace {

std::string_view reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 302:
      return "Found";
    case 307:
      return "Temporary Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 429:
      return "Too Many Requests";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    default:
      return "Status";
  }
}

std::string head_of(const ServedResponse& response, const HttpManners& manners) {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason_of(response.status));
  const auto add = [&](std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
  };
  const auto add_own = [&](std::string_view name, std::string_view value) {
    if (find_header(response.headers, name) == nullptr) add(name, value);
  };
  if (!response.content_type.empty()) add_own("content-type", response.content_type);
  for (const Header& header : response.headers) add(header.name, header.value);
  if (!response.event_stream) {
    std::size_t length = 0;
    for (const TimedText& text : response.body) length += text.text.size();
    add_own("content-length", std::to_string(length));
  } else if (manners.chunked) {
    add_own("transfer-encoding", "chunked");
  }
  const bool closes = !manners.keep_alive || (response.event_stream && !manners.chunked);
  if (closes) add_own("connection", "close");
  return head += "\r\n";
}

}  // namespace

std::string chunk_of(std::string_view bytes) {
  return fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes);
}

Transmission frame(const ServedResponse& response, const HttpManners& manners) {
  Transmission transmission;
  transmission.status = response.status;
  transmission.is_reply = response.is_reply;
  const bool chunked = response.event_stream && manners.chunked;
  std::vector<TransmissionPiece>& pieces = transmission.pieces;
  pieces.push_back({response.body.empty() ? Nanoseconds{0} : response.body.front().at,
                    head_of(response, manners)});
  for (const TimedText& text : response.body) {
    if (text.text.empty()) continue;
    if (text.at > pieces.back().at) pieces.push_back({text.at, {}});
    TransmissionPiece& piece = pieces.back();
    piece.bytes += chunked ? chunk_of(text.text) : text.text;
    if (text.has_answer && piece.answer_end == 0) piece.answer_end = piece.bytes.size();
  }
  if (chunked) pieces.back().bytes += kLastChunk;
  const bool ends_by_closing = response.event_stream && !manners.chunked;
  if (!manners.keep_alive || ends_by_closing) transmission.after = Afterwards::close;
  return transmission;
}

}  // namespace assay
