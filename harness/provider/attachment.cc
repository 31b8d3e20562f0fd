#include "harness/provider/attachment.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "harness/base/base64.h"

namespace assay {
namespace {

constexpr std::array<std::string_view, 3> kKinds = {"image", "audio", "file"};

std::int64_t squares(const Media& media, std::int64_t side) {
  return ((media.width + side - 1) / side) * ((media.height + side - 1) / side);
}

// The dearest of: 85 and 170 a tile of 512 pixels, 8 of them at most; 1.2 a patch of 32 pixels;
// one a patch of 28; about 1,100 whatever the size.
std::int64_t image_tokens(const Media& media) {
  constexpr std::int64_t kAnySize = 85 + 170 * 8;
  const std::int64_t by_32 = (squares(media, 32) * 6 + 4) / 5;
  return std::max({kAnySize, by_32, squares(media, 28)});
}

// 32 a second. A file that does not say how long it is: at 8 kbit a second, the least that is
// spoken with.
std::int64_t audio_tokens(const Media& media) {
  const double seconds =
      media.seconds > 0 ? media.seconds : static_cast<double>(media.bytes) / 1000;
  return static_cast<std::int64_t>(std::ceil(seconds * 32));
}

std::span<const std::string_view> types_of(const AttachmentRules& rules, AttachmentKind kind) {
  if (kind == AttachmentKind::image) return rules.images;
  return kind == AttachmentKind::audio ? rules.audio : rules.files;
}

}  // namespace

std::string_view to_string(AttachmentKind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}

std::string refusal_of(const AttachmentRules* rules, const Attachment& attachment) {
  if (rules == nullptr) return "only text can be sent";
  const std::span<const std::string_view> taken = types_of(*rules, attachment.kind);
  if (taken.empty()) return fmt::format("it takes no {} at all", to_string(attachment.kind));
  if (std::find(taken.begin(), taken.end(), attachment.media.type) == taken.end())
    return fmt::format("it is {}, and of this kind it takes {}", attachment.media.type,
                       fmt::join(taken, ", "));
  if (attachment.media.bytes > rules->most_bytes)
    return fmt::format("it has {} bytes, and {} is the most", attachment.media.bytes,
                       rules->most_bytes);
  const std::uint32_t side = std::max(attachment.media.width, attachment.media.height);
  if (rules->longest_side > 0 && side > rules->longest_side)
    return fmt::format("it is {} x {} pixels, and {} a side is the most", attachment.media.width,
                       attachment.media.height, rules->longest_side);
  return {};
}

std::int64_t estimate_tokens(const Attachment& attachment) {
  switch (attachment.kind) {
    case AttachmentKind::image:
      return image_tokens(attachment.media);
    case AttachmentKind::audio:
      return audio_tokens(attachment.media);
    case AttachmentKind::file:
      break;
  }
  // Pages are read as text and looked at as images, and their text is packed: a token a byte.
  return static_cast<std::int64_t>(attachment.media.bytes);
}

std::string encoded_bytes(const Attachment& attachment) {
  if (attachment.bytes != nullptr) return to_base64(*attachment.bytes);
  return fmt::format("<base64 of {}>", attachment.name);
}

std::string data_url(const Attachment& attachment) {
  return fmt::format("data:{};base64,{}", attachment.media.type, encoded_bytes(attachment));
}

std::string_view file_name(const Attachment& attachment) {
  const std::string_view name = attachment.name;
  return name.substr(name.rfind('/') + 1);
}

}  // namespace assay
