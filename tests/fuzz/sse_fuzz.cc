// Events do not depend on how the bytes were cut.
#include <string>

#include "harness/provider/sse.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

std::string parse(std::string_view bytes, std::size_t piece) {
  assay::SseParser parser(1 << 16);
  std::string events;
  const auto keep = [&](const assay::SseEvent& event) {
    events.append(event.name).append("\x1e").append(event.data).append("\x1f");
  };
  while (!bytes.empty()) {
    const std::string_view part = bytes.substr(0, piece);
    if (!parser.feed(part, keep)) return "too long";
    bytes.remove_prefix(part.size());
  }
  parser.finish(keep);
  return events;
}

}  // namespace

FUZZ_TARGET(sse) {
  const std::string whole = parse(input, input.size() + 1);
  for (const std::size_t piece : {1U, 2U, 7U}) assay::require(parse(input, piece) == whole);
}
