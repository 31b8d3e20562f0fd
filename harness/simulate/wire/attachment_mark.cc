#include "harness/simulate/wire/attachment_mark.h"

#include <fmt/format.h>

#include "harness/base/key.h"

namespace assay {

std::string attachment_mark(std::string_view kind, std::string_view base64) {
  const std::size_t comma = base64.find(',');
  if (base64.starts_with("data:") && comma != std::string_view::npos)
    base64.remove_prefix(comma + 1);
  return fmt::format("[{} {}]", kind, sha256(base64).hex().substr(0, 8));
}

std::string_view kind_of_type(std::string_view media_type) {
  if (media_type.starts_with("image/")) return "image";
  return media_type.starts_with("audio/") ? "audio" : "file";
}

}  // namespace assay
