// One response as timed bytes on a connection: all that the network code needs
// to know.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/clock.h"
#include "harness/simulate/reply/respond.h"

namespace assay {

struct TransmissionPiece {
  Nanoseconds at{0};  // not before this, since the request was read
  std::string bytes;
  // Where the first event with an answer ends in `bytes`; 0: none does.
  std::size_t answer_end = 0;
  std::int64_t times = 1;  // 0: again and again, until the client hangs up
  Nanoseconds every{0};    // between those times
};

// What becomes of the connection after the last piece.
enum class Afterwards {
  keep_open,      // for the next request
  close,          // an orderly FIN
  half_close,     // FIN, but the client is listened to until it hangs up
  reset,          // RST: whatever the client has not read is lost
  hold,           // silence until the client hangs up
  reset_on_next,  // RST in place of the next answer
};

// What a request journal says of a request.
struct RequestRecord {
  std::string method;
  std::string path;
  std::string model;
  std::string fault;  // name of the effect that struck; empty: none
  std::uint64_t content_hash = 0;
  bool stream = false;
};

struct Transmission {
  int status = 200;
  std::vector<TransmissionPiece> pieces;
  Afterwards after = Afterwards::keep_open;
  bool is_whole = true;  // nothing of the response was left out
  bool is_reply = false;
  RequestRecord record;
};

// How the client speaks HTTP.
struct HttpManners {
  bool keep_alive = true;
  bool chunked = true;  // false: HTTP/1.0, a stream ends with the connection
};

// Head and body. Texts due at the same time leave as one piece.
Transmission frame(const ServedResponse& response, const HttpManners& manners);

std::string chunk_of(std::string_view bytes);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace assay
