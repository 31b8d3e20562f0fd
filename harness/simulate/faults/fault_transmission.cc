#include "harness/simulate/faults/fault_transmission.h"

#include <algorithm>
#include <string_view>

namespace assay {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{64} << 10;
constexpr std::int64_t kBlocksPerMebibyte = 16;

std::size_t size_of(const std::vector<TimedText>& body) {
  std::size_t size = 0;
  for (const TimedText& text : body) size += text.text.size();
  return size;
}

// How many of `count` events `amount` leaves; negative: all but so many.
std::size_t events_left(std::int64_t amount, std::size_t count) {
  const auto most = static_cast<std::int64_t>(count);
  return static_cast<std::size_t>(
      std::clamp<std::int64_t>(amount < 0 ? most + amount : amount, 0, most));
}

// After the first byte of the first character that has several; the middle of
// a body that has none.
std::size_t bytes_inside_character(const std::vector<TimedText>& body) {
  std::size_t before = 0;
  for (const TimedText& text : body) {
    for (std::size_t i = 0; i < text.text.size(); ++i) {
      if (static_cast<unsigned char>(text.text[i]) >= 0xC0U) return before + i + 1;
    }
    before += text.text.size();
  }
  return before / 2;
}

// How many bytes of the body are left. A plain body is one event.
std::size_t body_bytes_left(const ServerFault& fault, const std::vector<TimedText>& body) {
  switch (fault.cut_by) {
    case CutBy::bytes:
      return static_cast<std::size_t>(fault.amount);
    case CutBy::inside_character:
      return bytes_inside_character(body);
    case CutBy::events: {
      std::size_t bytes = 0;
      const std::size_t count = events_left(fault.amount, body.size());
      for (std::size_t i = 0; i < count; ++i) bytes += body[i].text.size();
      return bytes;
    }
  }
  return 0;
}

void cut_body(ServedResponse& response, std::size_t bytes) {
  std::vector<TimedText> kept;
  for (TimedText& text : response.body) {
    if (bytes == 0) break;
    if (text.text.size() > bytes) {
      text.text.resize(bytes);
      text.has_answer = false;
    }
    bytes -= text.text.size();
    kept.push_back(std::move(text));
  }
  response.body = std::move(kept);
}

// Only the first `bytes` leave, the head's included.
void cut_bytes(Transmission& transmission, std::size_t bytes) {
  std::vector<TransmissionPiece> kept;
  for (TransmissionPiece& piece : transmission.pieces) {
    if (bytes == 0) break;
    if (piece.bytes.size() > bytes) piece.bytes.resize(bytes);
    if (piece.answer_end > piece.bytes.size()) piece.answer_end = 0;
    bytes -= piece.bytes.size();
    kept.push_back(std::move(piece));
  }
  transmission.pieces = std::move(kept);
}

std::size_t head_bytes(const Transmission& transmission) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  return transmission.pieces.front().bytes.find(kEnd) + kEnd.size();
}

void drop_last_chunk(Transmission& transmission) {
  std::string& last = transmission.pieces.back().bytes;
  last.resize(last.size() - kLastChunk.size());
}

Transmission cut(const ServerFault& fault, ServedResponse response, const HttpManners& manners,
                 Afterwards after) {
  Transmission transmission;
  const bool chunked = response.event_stream && manners.chunked;
  if (fault.cut_by != CutBy::bytes && chunked) {
    // What is left of the body comes in whole chunks; the last one never does.
    cut_body(response, body_bytes_left(fault, response.body));
    transmission = frame(response, manners);
    drop_last_chunk(transmission);
  } else {
    const std::size_t bytes = body_bytes_left(fault, response.body);
    transmission = frame(response, manners);
    cut_bytes(transmission,
              fault.cut_by == CutBy::bytes ? bytes : head_bytes(transmission) + bytes);
  }
  transmission.after = after;
  transmission.is_whole = false;
  return transmission;
}

// A chunked body of `first`, then `again` so many times (0: for ever).
Transmission repeating(ServedResponse response, bool keep_alive, std::string_view first,
                       std::string_view again, std::int64_t times, Nanoseconds every) {
  response.event_stream = true;
  response.body.clear();
  Transmission transmission = frame(response, {keep_alive, true});
  drop_last_chunk(transmission);
  if (!first.empty()) transmission.pieces.front().bytes += chunk_of(first);
  transmission.pieces.push_back({every, chunk_of(again), 0, times, every});
  transmission.is_whole = false;
  return transmission;
}

std::string_view opening_of(const ServedResponse& response) {
  return response.event_stream ? "data: {\"choices\":[{\"delta\":{\"content\":\""
                               : "{\"choices\":[{\"message\":{\"content\":\"";
}

Transmission endless_body(const ServedResponse& response, const HttpManners& manners) {
  return repeating(response, manners.keep_alive, opening_of(response),
                   std::string(kBlockBytes, 'x'), 0, Nanoseconds{0});
}

Transmission huge_line(const ServerFault& fault, const ServedResponse& response,
                       const HttpManners& manners) {
  const std::int64_t blocks = std::max<std::int64_t>(1, fault.amount * kBlocksPerMebibyte);
  Transmission transmission = repeating(response, manners.keep_alive, opening_of(response),
                                        std::string(kBlockBytes, 'x'), blocks, Nanoseconds{0});
  transmission.pieces.push_back({Nanoseconds{0}, std::string(kLastChunk)});
  return transmission;
}

Transmission drip_bytes(const ServerFault& fault, const ServedResponse& response,
                        const HttpManners& manners) {
  Transmission transmission = frame(response, manners);
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

Transmission drip(const ServerFault& fault, const ServedResponse& response,
                  const HttpManners& manners) {
  switch (fault.drip) {
    case DripWhat::bytes:
      return drip_bytes(fault, response, manners);
    case DripWhat::comments:
      return repeating(response, manners.keep_alive, {}, ": keep-alive\n\n", 0, fault.interval);
    case DripWhat::blank_lines:
      return repeating(response, manners.keep_alive, {}, "\n", 0, fault.interval);
    case DripWhat::pings:
      return repeating(response, manners.keep_alive, {},
                       "event: ping\ndata: {\"type\":\"ping\"}\n\n", 0, fault.interval);
  }
  return {};
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

// The client may think that it can ask again on this connection.
Transmission end_unannounced(const ServerFault& fault, const ServedResponse& response,
                             const HttpManners& manners) {
  Transmission transmission = frame(response, manners);
  if (transmission.after == Afterwards::keep_open) {
    transmission.after =
        fault.after_reply == AfterReply::close ? Afterwards::close : Afterwards::reset_on_next;
  }
  return transmission;
}

}  // namespace

void truncate_body(const ServerFault& fault, ServedResponse& response) {
  const bool counts_bytes = !response.event_stream && fault.cut_by == CutBy::events;
  const auto most = static_cast<std::int64_t>(size_of(response.body));
  cut_body(response, counts_bytes ? events_left(fault.amount, static_cast<std::size_t>(most))
                                  : body_bytes_left(fault, response.body));
  response.is_reply = false;
}

Transmission break_transmission(const ServerFault& fault, ServedResponse response,
                                const HttpManners& manners) {
  switch (fault.effect) {
    case FaultEffect::reset:
      return cut(fault, std::move(response), manners, Afterwards::reset);
    case FaultEffect::close:
      return cut(fault, std::move(response), manners, Afterwards::close);
    case FaultEffect::half_close:
      return cut(fault, std::move(response), manners, Afterwards::half_close);
    case FaultEffect::hold:
    case FaultEffect::no_answer:
      return cut(fault, std::move(response), manners, Afterwards::hold);
    case FaultEffect::drip:
      return drip(fault, response, manners);
    case FaultEffect::endless_body:
      return endless_body(response, manners);
    case FaultEffect::huge_line:
      return huge_line(fault, response, manners);
    case FaultEffect::slice:
      return slice(std::move(response),
                   static_cast<std::size_t>(std::max<std::int64_t>(1, fault.amount)), manners);
    case FaultEffect::after_reply:
      return end_unannounced(fault, response, manners);
    default:
      return frame(response, manners);  // its content is what is broken
  }
}

}  // namespace assay
