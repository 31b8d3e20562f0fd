// Words of JavaScript, for the small part of it that javascript_tree.h reads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

struct JavascriptToken {
  enum class Kind : std::uint8_t { end, name, number, text, regex, sign };
  Kind kind = Kind::end;
  std::string text;   // of a text: its value; of a regex: its source
  std::string flags;  // of a regex
  double number = 0;
  bool begins_line = false;  // a line end stands before it
};

// Nothing for what is not read at all: template literals with `${`, octal numbers, texts with
// half a character, comments or texts without an end.
std::optional<std::vector<JavascriptToken>> javascript_tokens(std::string_view code);

}  // namespace assay
