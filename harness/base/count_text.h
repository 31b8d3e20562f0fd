// Large counts for people.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace assay {

// 1,234,567
inline std::string with_separators(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
  return text;
}

// "1 cell", "2 cells"
template <std::integral Number>
std::string counted(Number number, std::string_view noun) {
  return std::to_string(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

}  // namespace assay
