#include "reporters/html/pack.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <new>

#include "harness/base/base64.h"
#include "harness/base/key.h"
#include "harness/base/mark.h"

namespace assay::html {

std::string deflate(std::string_view bytes) {
  ASSAY_MARK("html.compressed");
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string out(size, '\0');
  const int status = compress2(reinterpret_cast<Bytef*>(out.data()), &size,
                               reinterpret_cast<const Bytef*>(bytes.data()),
                               static_cast<uLong>(bytes.size()), Z_DEFAULT_COMPRESSION);
  if (status != Z_OK) throw std::bad_alloc();  // the buffer suffices: nothing else can fail
  out.resize(size);
  return out;
}

std::string inflate(std::string_view packed, std::size_t size) {
  std::string out(size, '\0');
  uLongf room = static_cast<uLong>(size);
  const int status =
      uncompress(reinterpret_cast<Bytef*>(out.data()), &room,
                 reinterpret_cast<const Bytef*>(packed.data()), static_cast<uLong>(packed.size()));
  if (status != Z_OK || room != size) throw std::bad_alloc();  // as above
  return out;
}

std::string csp_hash(std::string_view content) {
  return "'sha256-" + to_base64(sha256(content).view()) + "'";
}

}  // namespace assay::html
