// Characters as UTF-8, and the bytes of a file that people made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace assay {

// UTF-8's byte order mark, which some programs write before a text.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Why bytes are not text, and the first byte that shows it.
struct EncodingError {
  std::size_t offset = 0;  // in bytes, from 0
  int line = 1;
  std::string message;  // what it is, and what to do
};

// UTF-8, or UTF-16 that says so with a byte order mark, as UTF-8 without one.
// Everything else is refused with the encoding it looks like: guessing would
// change the author's words.
tl::expected<std::string, EncodingError> decode_text(std::string bytes);

// `code_point` must be one of Unicode's, and no surrogate.
void append_utf8(std::string& out, std::uint32_t code_point);

}  // namespace assay
