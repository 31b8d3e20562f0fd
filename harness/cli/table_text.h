// Plain columns for the tables that commands print.
#pragma once

#include <cstdint>
#include <string>

#include "harness/base/text.h"

namespace assay {

inline std::string left(const std::string& text, std::size_t columns) {
  const std::size_t used = display_width(text);
  return text + std::string(columns > used ? columns - used : 0, ' ');
}

inline std::string right(const std::string& text, std::size_t columns) {
  const std::size_t used = display_width(text);
  return std::string(columns > used ? columns - used : 0, ' ') + text;
}

// 1,234,567
inline std::string with_separators(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
  return text;
}

}  // namespace assay
