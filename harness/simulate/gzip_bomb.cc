#include <zlib.h>

#include <new>
#include <string>

#include "harness/simulate/faults.h"

namespace assay {
namespace {

constexpr std::size_t kMebibyte = std::size_t{1} << 20;
constexpr int kGzip = 15 + 16;  // window bits, as gzip

}  // namespace

std::string gzip_bomb(std::int64_t mebibytes) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzip, 9, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
  // White space in front of JSON is legal: a parser has no reason to stop early.
  std::string block(kMebibyte, ' ');
  std::string buffer(kMebibyte, '\0');
  std::string bomb;
  for (std::int64_t i = 0; i < mebibytes; ++i) {
    stream.next_in = reinterpret_cast<Bytef*>(block.data());
    stream.avail_in = static_cast<uInt>(block.size());
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = static_cast<uInt>(buffer.size());
    deflate(&stream, i + 1 == mebibytes ? Z_FINISH : Z_NO_FLUSH);
    bomb.append(buffer.data(), buffer.size() - stream.avail_out);
  }
  deflateEnd(&stream);
  return bomb;
}

}  // namespace assay
