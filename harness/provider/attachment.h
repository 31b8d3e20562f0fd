// What goes with a message beside its text: images, sound, files. Their bytes are in Keys, their
// names are not. Of small images the Store has the bytes, for reports (report/summary/pictures.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace assay {

enum class AttachmentKind : std::uint8_t { image, audio, file };

std::string_view to_string(AttachmentKind kind);

// What the bytes of a file are.
struct Media {
  std::string type;         // "image/png"
  std::string sha256;       // of the bytes, in hex
  std::uint64_t bytes = 0;  // how many
  std::uint32_t width = 0;  // pixels, of an image
  std::uint32_t height = 0;
  double seconds = 0;  // of sound; 0: not said by the file

  friend bool operator==(const Media&, const Media&) = default;
};

struct Attachment {
  AttachmentKind kind = AttachmentKind::image;
  std::size_t at = 0;  // it stands before this byte of the message's text
  std::string name;    // its path as the suite names it
  Media media;
  // What is sent. Null where nothing is: in what was stored, and in reports.
  std::shared_ptr<const std::string> bytes = {};

  friend bool operator==(const Attachment& a, const Attachment& b) {
    return a.kind == b.kind && a.at == b.at && a.name == b.name && a.media == b.media;
  }
};

// What a wire format takes: media types of each kind.
struct AttachmentRules {
  std::span<const std::string_view> images = {};
  std::span<const std::string_view> audio = {};
  std::span<const std::string_view> files = {};
  std::uint64_t most_bytes = 0;    // of those of one request together, before they are encoded
  std::uint32_t longest_side = 0;  // of an image, in pixels; 0: no limit is known
};

// Why a wire format with these rules cannot carry it, or "". `rules` may be null: it carries text
// alone.
std::string refusal_of(const AttachmentRules* rules, const Attachment& attachment);

// An upper bound of what providers count for it, by the dearest of their rules
// (docs/attachments.md).
std::int64_t estimate_tokens(const Attachment& attachment);

// "data:image/png;base64,..."; without bytes the name stands in their place.
std::string data_url(const Attachment& attachment);
// The bytes in base64, or where there are none the name in angle brackets.
std::string encoded_bytes(const Attachment& attachment);
// The last part of its path.
std::string_view file_name(const Attachment& attachment);

}  // namespace assay
