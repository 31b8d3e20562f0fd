#include "reporters/html/pack.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <new>

#include "harness/base/key.h"

namespace assay::html {

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t have = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t group = 0;
    for (std::size_t byte = 0; byte < 3; ++byte) {
      group <<= 8;
      if (byte < have) group |= static_cast<unsigned char>(bytes[at + byte]);
    }
    for (std::size_t digit = 0; digit < 4; ++digit) {
      out += digit <= have ? kDigits[(group >> (18 - 6 * digit)) & 63] : '=';
    }
  }
  return out;
}

std::string deflate(std::string_view bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string out(size, '\0');
  const int status = compress2(reinterpret_cast<Bytef*>(out.data()), &size,
                               reinterpret_cast<const Bytef*>(bytes.data()),
                               static_cast<uLong>(bytes.size()), Z_DEFAULT_COMPRESSION);
  if (status != Z_OK) throw std::bad_alloc();  // the buffer suffices: nothing else can fail
  out.resize(size);
  return out;
}

std::string csp_hash(std::string_view content) {
  return "'sha256-" + base64(sha256(content).view()) + "'";
}

}  // namespace assay::html
