// Writers gather their output, and pass it on in pieces worth a call.
#pragma once

#include <ostream>
#include <string>

namespace assay {

// Writes `gathered` and empties it, once it is 64 KiB long.
inline void spill(std::string& gathered, std::ostream& out) {
  constexpr std::size_t kWorthACall = std::size_t{1} << 16;
  if (gathered.size() < kWorthACall) return;
  out.write(gathered.data(), static_cast<std::streamsize>(gathered.size()));
  gathered.clear();
}

}  // namespace assay
