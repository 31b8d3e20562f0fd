#include "harness/base/encoding.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::string_view kUtf16LittleMark = "\xFF\xFE";
constexpr std::string_view kUtf16BigMark = "\xFE\xFF";
constexpr std::string_view kUtf32LittleMark("\xFF\xFE\0\0", 4);
constexpr std::string_view kUtf32BigMark("\0\0\xFE\xFF", 4);

// How files begin that are no text but are named as if they were.
struct Disguise {
  std::string_view begins;
  std::string_view message;
};
constexpr Disguise kDisguises[] = {
    {std::string_view("PK\x03\x04", 4),
     "a ZIP archive, as Excel workbooks are: save the sheet as \"CSV UTF-8\""},
    {std::string_view("\x1F\x8B", 2), "compressed with gzip: unpack it first"},
    {"%PDF-", "a PDF: it has to be text"},
    {kUtf32LittleMark, "UTF-32: save it as UTF-8"},
    {kUtf32BigMark, "UTF-32: save it as UTF-8"},
};

enum class ByteOrder { little, big };

std::uint32_t unit_at(std::string_view bytes, std::size_t at, ByteOrder order) {
  const auto first = static_cast<unsigned char>(bytes[at]);
  const auto second = static_cast<unsigned char>(bytes[at + 1]);
  return order == ByteOrder::little ? first | static_cast<std::uint32_t>(second) << 8
                                    : second | static_cast<std::uint32_t>(first) << 8;
}

int line_at_end(std::string_view text) {
  return 1 + static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

// `bytes` begin with their mark. RFC 2781, 2.2.
tl::expected<std::string, EncodingError> from_utf16(std::string_view bytes, ByteOrder order) {
  const auto is_high = [](std::uint32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; };
  const auto is_low = [](std::uint32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; };
  std::string text;
  text.reserve(bytes.size() / 2);
  std::size_t at = kUtf16LittleMark.size();
  const auto broken = [&](std::string_view what) {
    return tl::unexpected(EncodingError{
        at, line_at_end(text),
        fmt::format("UTF-16 that is damaged at byte {} ({}): save the file again, as UTF-8", at,
                    what)});
  };
  while (at + 1 < bytes.size()) {
    std::uint32_t unit = unit_at(bytes, at, order);
    std::size_t size = 2;
    if (is_low(unit)) return broken("the second half of a pair alone");
    if (is_high(unit)) {
      const std::uint32_t low = at + 3 < bytes.size() ? unit_at(bytes, at + 2, order) : 0;
      if (!is_low(low)) return broken("the first half of a pair alone");
      unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
      size = 4;
    }
    append_utf8(text, unit);
    at += size;
  }
  if (at != bytes.size()) return broken("half a character ends it");
  return text;
}

// Of Latin text in UTF-16 every other byte is NUL.
std::string nul_message(std::string_view bytes, std::size_t at) {
  const std::string_view sample = bytes.substr(0, 4096);
  std::size_t nuls[2] = {0, 0};
  for (std::size_t i = 0; i < sample.size(); ++i) nuls[i % 2] += sample[i] == '\0' ? 1 : 0;
  const auto is_other_half = [&](std::size_t zero, std::size_t text) {
    return zero > sample.size() / 4 && text < zero / 8 + 1;
  };
  if (is_other_half(nuls[1], nuls[0]) || is_other_half(nuls[0], nuls[1])) {
    return fmt::format("UTF-16 ({}-endian) without a byte order mark: save it as UTF-8",
                       nuls[1] > nuls[0] ? "little" : "big");
  }
  return fmt::format("a NUL byte at byte {}: it is not text, or damaged", at);
}

std::string invalid_message(std::string_view bytes, std::size_t at) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  const bool has_utf8 =
      !std::all_of(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(at), is_ascii);
  return fmt::format("not UTF-8: byte 0x{:02X} at byte {}; {}",
                     static_cast<unsigned char>(bytes[at]), at,
                     has_utf8 ? "what comes before is UTF-8, so the file is damaged or was joined "
                                "from two encodings: repair it and save it as UTF-8"
                              : "it looks like Windows-1252 or Latin-1, as Excel's plain \"CSV\" "
                                "is: save it as UTF-8");
}

// The number of bytes when there is none.
std::size_t first_invalid_byte(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (static_cast<unsigned char>(bytes[at]) < 0x80) {
      ++at;
      continue;
    }
    const CodePoint next = code_point_at(bytes, at);
    if (next.value < 0) break;
    at += next.length;
  }
  return at;
}

}  // namespace

void append_utf8(std::string& out, std::uint32_t code_point) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | code_point >> 6);
    put(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    put(0xE0 | code_point >> 12);
    put(0x80 | (code_point >> 6 & 0x3F));
    put(0x80 | (code_point & 0x3F));
  } else {
    put(0xF0 | code_point >> 18);
    put(0x80 | (code_point >> 12 & 0x3F));
    put(0x80 | (code_point >> 6 & 0x3F));
    put(0x80 | (code_point & 0x3F));
  }
}

tl::expected<std::string, EncodingError> decode_text(std::string bytes) {
  for (const Disguise& disguise : kDisguises) {
    if (bytes.starts_with(disguise.begins)) {
      return tl::unexpected(EncodingError{0, 1, std::string(disguise.message)});
    }
  }
  if (bytes.starts_with(kUtf16LittleMark)) return from_utf16(bytes, ByteOrder::little);
  if (bytes.starts_with(kUtf16BigMark)) return from_utf16(bytes, ByteOrder::big);
  const auto refuse = [&](std::size_t at, std::string message) {
    const int line = line_at_end(std::string_view(bytes).substr(0, at));
    return tl::unexpected(EncodingError{at, line, std::move(message)});
  };
  if (const std::size_t at = bytes.find('\0'); at != std::string::npos) {
    return refuse(at, nul_message(bytes, at));
  }
  if (const std::size_t at = first_invalid_byte(bytes); at < bytes.size()) {
    return refuse(at, invalid_message(bytes, at));
  }
  if (bytes.starts_with(kByteOrderMark)) bytes.erase(0, kByteOrderMark.size());
  return bytes;
}

}  // namespace assay
