// Events do not depend on how the bytes were cut.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "harness/provider/sse.h"

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

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string whole = parse(bytes, size + 1);
  for (const std::size_t piece : {1U, 2U, 7U}) {
    if (parse(bytes, piece) != whole) std::abort();
  }
  return 0;
}
