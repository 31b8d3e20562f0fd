// Large counts for people.
#pragma once

#include <cstdint>
#include <string>

namespace assay {

// 1,234,567
inline std::string with_separators(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
  return text;
}

}  // namespace assay
