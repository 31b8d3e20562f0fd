// Plain columns for the tables that commands print.
#pragma once

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

}  // namespace assay
