#include <string>

#include "harness/base/json.h"
#include "tests/fuzz/decode_fuzz.h"
#include "tests/support/applications.h"

namespace assay {
namespace {

tl::expected<Reply, Failure> read_of(const Application& application, bool stream,
                                     std::string_view bytes, std::size_t piece) {
  ReplyReader reader(*find_dialect("http"), stream,
                     {.body_bytes = 1 << 20, .sse_line_bytes = 1 << 16});
  reader.set_application(&application);
  reader.on_head(200, {{"content-type", stream ? "text/event-stream" : "application/json"}});
  while (!bytes.empty()) {
    const std::string_view part = bytes.substr(0, piece);
    if (!reader.on_bytes(part, Instant{})) break;
    bytes.remove_prefix(part.size());
  }
  return reader.finish();
}

// However it comes in pieces, it is the same reply or the same kind of failure.
void fuzz_application(std::string_view name, std::string_view bytes) {
  const auto application = testing::find_application(name);
  const bool stream = application->stream.has_value();
  const auto whole = read_of(*application, stream, bytes, bytes.size() + 1);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{3}}) {
    const auto pieces = read_of(*application, stream, bytes, piece);
    require(whole.has_value() == pieces.has_value());
    if (whole) require(*whole == *pieces);
    if (!whole) require(!pieces.error().message.empty());
  }
  if (!whole) return;
  const Result<Reply> stored = reply_from_json(reply_to_json(*whole));
  require(stored.has_value() && *stored == *whole);
}

}  // namespace
}  // namespace assay

FUZZ_TARGET(decode_http) {
  for (const char* const name :
       {"document", "text", "events", "unmarked", "words", "lines", "chunks"}) {
    assay::fuzz_application(name, input);
  }
}
