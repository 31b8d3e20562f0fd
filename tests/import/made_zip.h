// Zip archives made byte by byte, with what a library would not write: packed with Zstandard, or
// with a lie in it. Source: PKWARE's ZIP file format specification (method 93), RFC 1951
// (stored blocks), RFC 8878 (raw blocks).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::testing {

enum class Packed : std::uint16_t { stored = 0, deflated = 8, zstandard = 93 };

struct ZipPart {
  std::string name;
  std::string bytes;
  Packed packed = Packed::stored;
  bool name_is_utf8 = false;  // as the entry says of itself
};

inline void put_number(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>((value >> (8 * i)) & 0xff);
}

inline std::uint32_t crc32_of(std::string_view bytes) {
  std::uint32_t crc = 0xffffffff;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320 : 0);
  }
  return ~crc;
}

// Blocks that hold their bytes as they are.
inline std::string packed_bytes(const ZipPart& part) {
  constexpr std::size_t kBlock = 60'000;
  if (part.packed == Packed::stored) return part.bytes;
  std::string out;
  if (part.packed == Packed::zstandard) {
    put_number(out, 0xFD2FB528, 4);
    out += static_cast<char>((2 << 6) | (1 << 5));  // a size of 4 bytes, one segment
    put_number(out, part.bytes.size(), 4);
  }
  std::size_t at = 0;
  do {
    const std::string block = part.bytes.substr(at, kBlock);
    at += kBlock;
    const unsigned last = at >= part.bytes.size() ? 1 : 0;
    if (part.packed == Packed::zstandard) {
      put_number(out, (block.size() << 3) | last, 3);
    } else {
      put_number(out, last, 1);
      put_number(out, block.size(), 2);
      put_number(out, ~block.size(), 2);
    }
    out += block;
  } while (at < part.bytes.size());
  return out;
}

inline std::string made_zip(const std::vector<ZipPart>& parts) {
  std::string out;
  std::string directory;
  for (const ZipPart& part : parts) {
    const std::string packed = packed_bytes(part);
    std::string common;
    put_number(common, 63, 2);  // the version that is needed
    put_number(common, part.name_is_utf8 ? 0x0800 : 0, 2);
    put_number(common, static_cast<std::uint16_t>(part.packed), 2);
    put_number(common, 0x00210000, 4);  // 1980-01-01
    put_number(common, crc32_of(part.bytes), 4);
    put_number(common, packed.size(), 4);
    put_number(common, part.bytes.size(), 4);
    put_number(common, part.name.size(), 2);
    put_number(common, 0, 2);
    put_number(directory, 0x02014b50, 4);
    put_number(directory, 63, 2);
    directory += common;
    directory.append(10, '\0');  // no comment, one disk, no attributes
    put_number(directory, out.size(), 4);
    directory += part.name;
    put_number(out, 0x04034b50, 4);
    out += common + part.name + packed;
  }
  const std::size_t begin = out.size();
  out += directory;
  put_number(out, 0x06054b50, 4);
  put_number(out, 0, 4);
  put_number(out, parts.size(), 2);
  put_number(out, parts.size(), 2);
  put_number(out, directory.size(), 4);
  put_number(out, begin, 4);
  put_number(out, 0, 2);
  return out;
}

}  // namespace assay::testing
