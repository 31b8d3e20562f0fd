#include <zlib.h>

#include <new>
#include <string>
#include <string_view>

#include "harness/simulate/faults/faults.h"

namespace assay {
namespace {

constexpr std::size_t kMebibyte = std::size_t{1} << 20;
constexpr int kRawDeflate = -15;  // window bits, without header and trailer
// RFC 1952: magic, deflate, no flags, no time, best compression, unknown system.
constexpr std::string_view kGzipHeader{"\x1f\x8b\x08\0\0\0\0\0\x02\xff", 10};
// RFC 1951: a last block with nothing in it.
constexpr std::string_view kLastBlock{"\x03\0", 2};

// `block` compressed so that it refers to nothing before it and ends at a byte:
// it can stand any number of times in a row.
std::string compress_alone(std::string block) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kRawDeflate, 9, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    throw std::bad_alloc();
  }
  std::string out(deflateBound(&stream, block.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(block.data());
  stream.avail_in = static_cast<uInt>(block.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FULL_FLUSH);
  out.erase(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

void append_little_endian(std::string& out, uLong number) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>((number >> shift) & 0xFFU);
}

}  // namespace

std::string gzip_bomb(std::int64_t mebibytes) {
  // White space in front of JSON is legal: a parser has no reason to stop early.
  const std::string block(kMebibyte, ' ');
  const std::string compressed = compress_alone(block);
  const uLong block_crc =
      crc32(0, reinterpret_cast<const Bytef*>(block.data()), static_cast<uInt>(block.size()));
  std::string bomb(kGzipHeader);
  uLong crc = crc32(0, nullptr, 0);
  for (std::int64_t i = 0; i < mebibytes; ++i) {
    bomb += compressed;
    crc = crc32_combine(crc, block_crc, static_cast<z_off_t>(block.size()));
  }
  bomb += kLastBlock;
  append_little_endian(bomb, crc);
  append_little_endian(bomb, static_cast<uLong>(mebibytes) * kMebibyte);
  return bomb;
}

}  // namespace assay
