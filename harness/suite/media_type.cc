// Headers of files (PNG: W3C, "Datastream structure"; JPEG: ITU T.81, annex B; GIF89a; WebP:
// RFC 9649; WAV: Multimedia Programming Interface 1.0, "RIFF"; MP3: ISO 11172-3 and ID3v2).
#include "harness/suite/media_type.h"

#include <algorithm>

#include "harness/base/key.h"
#include "harness/base/text.h"

namespace assay {
namespace {

// Bytes that may not be there: 0 then.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}

  std::uint32_t byte(std::size_t at) const {
    return at < bytes_.size() ? static_cast<unsigned char>(bytes_[at]) : 0;
  }
  std::uint32_t big(std::size_t at, std::size_t count) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = (value << 8) | byte(at + i);
    return value;
  }
  std::uint32_t little(std::size_t at, std::size_t count) const {
    std::uint32_t value = 0;
    for (std::size_t i = count; i-- > 0;) value = (value << 8) | byte(at + i);
    return value;
  }
  bool has(std::size_t at, std::string_view text) const {
    return at <= bytes_.size() && bytes_.substr(at).starts_with(text);
  }
  std::size_t size() const { return bytes_.size(); }

 private:
  std::string_view bytes_;
};

struct Pixels {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};

// The size is in the first frame header: any of C0 to CF but tables (C4, C8, CC).
Pixels jpeg_pixels(const Bytes& file) {
  std::size_t at = 2;
  while (at + 9 <= file.size() && file.byte(at) == 0xFF) {
    const std::uint32_t marker = file.byte(at + 1);
    if (marker == 0xFF) {  // filled up
      ++at;
      continue;
    }
    const bool is_frame =
        marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (is_frame) return {file.big(at + 7, 2), file.big(at + 5, 2)};
    const bool stands_alone = marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
    at += 2 + (stands_alone ? 0 : file.big(at + 2, 2));
  }
  return {};
}

Pixels webp_pixels(const Bytes& file) {
  if (file.has(12, "VP8X")) return {file.little(24, 3) + 1, file.little(27, 3) + 1};
  if (file.has(12, "VP8L") && file.byte(20) == 0x2F) {
    const std::uint32_t bits = file.little(21, 4);
    return {(bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1};
  }
  if (file.has(12, "VP8 ") && file.has(23, "\x9D\x01\x2A"))
    return {file.little(26, 2) & 0x3FFF, file.little(28, 2) & 0x3FFF};
  return {};
}

// Of its chunks `fmt ` says bytes a second, and `data` has the sound.
double wav_seconds(const Bytes& file) {
  std::uint32_t rate = 0;
  for (std::size_t at = 12; at + 8 <= file.size();) {
    const std::uint32_t size = file.little(at + 4, 4);
    if (file.has(at, "fmt ")) rate = file.little(at + 16, 4);
    if (file.has(at, "data")) {
      const std::size_t there = std::min<std::size_t>(size, file.size() - at - 8);
      return rate > 0 ? static_cast<double>(there) / rate : 0;
    }
    at += 8 + std::size_t{size} + size % 2;
  }
  return 0;
}

bool is_text(std::string_view bytes) {
  if (bytes.empty() || !is_valid_utf8(bytes)) return false;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f') || byte == 0x7F)
      return false;
  }
  return true;
}

bool is_mp3(const Bytes& file) {
  if (file.has(0, "ID3")) return true;
  // Eleven bits of synchronisation, layer III, a bit rate and a sampling rate that exist.
  return file.size() >= 4 && file.byte(0) == 0xFF && (file.byte(1) & 0xE6) == 0xE2 &&
         (file.byte(2) >> 4) != 0xF && ((file.byte(2) >> 2) & 3) != 3;
}

std::string_view image_type(const Bytes& file, Pixels& pixels) {
  if (file.has(0, "\x89PNG\r\n\x1A\n") && file.has(12, "IHDR")) {
    pixels = {file.big(16, 4), file.big(20, 4)};
    return "image/png";
  }
  if (file.has(0, "\xFF\xD8\xFF")) {
    pixels = jpeg_pixels(file);
    return "image/jpeg";
  }
  if (file.has(0, "GIF87a") || file.has(0, "GIF89a")) {
    pixels = {file.little(6, 2), file.little(8, 2)};
    return "image/gif";
  }
  if (file.has(0, "RIFF") && file.has(8, "WEBP")) {
    pixels = webp_pixels(file);
    return "image/webp";
  }
  return "";
}

}  // namespace

Media media_of(std::string_view bytes) {
  const Bytes file(bytes);
  Media media;
  media.bytes = bytes.size();
  media.sha256 = sha256(bytes).hex();
  Pixels pixels;
  if (const std::string_view type = image_type(file, pixels); !type.empty()) {
    if (pixels.width == 0 || pixels.height == 0) return media;
    media.type = type;
    media.width = pixels.width;
    media.height = pixels.height;
  } else if (file.has(0, "RIFF") && file.has(8, "WAVE")) {
    media.type = "audio/wav";
    media.seconds = wav_seconds(file);
  } else if (is_mp3(file)) {
    media.type = "audio/mpeg";
  } else if (file.has(0, "%PDF-")) {
    media.type = "application/pdf";
  } else if (is_text(bytes)) {
    media.type = "text/plain";
  }
  return media;
}

}  // namespace assay
