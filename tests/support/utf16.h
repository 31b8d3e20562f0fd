// Text as UTF-16 with a byte order mark, for tests of what reads it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "harness/base/text.h"

namespace assay::testing {

inline std::string utf16(std::string_view utf8, bool little_endian) {
  std::string out;
  const auto put = [&](std::uint32_t unit) {
    const char low = static_cast<char>(unit & 0xFFU);
    const char high = static_cast<char>(unit >> 8U);
    out += little_endian ? low : high;
    out += little_endian ? high : low;
  };
  put(0xFEFF);
  for (std::size_t at = 0; at < utf8.size();) {
    const CodePoint next = code_point_at(utf8, at);
    at += next.length;
    const auto value = static_cast<std::uint32_t>(next.value);
    if (value < 0x10000) {
      put(value);
    } else {
      put(0xD800 + ((value - 0x10000) >> 10U));
      put(0xDC00 + (value & 0x3FFU));
    }
  }
  return out;
}

}  // namespace assay::testing
