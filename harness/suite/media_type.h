// What the bytes of a file are, by what they begin with: their name says nothing.
#pragma once

#include <string_view>

#include "harness/provider/attachment.h"

namespace assay {

// PNG, JPEG, GIF and WebP with their size in pixels, WAV with how long it is, MP3, PDF, and text
// (UTF-8 without control characters but white space). `type` is "" for anything else, also for an
// image whose size cannot be read.
Media media_of(std::string_view bytes);

}  // namespace assay
