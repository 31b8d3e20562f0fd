// Images that went with questions, as the Store keeps them for reports: each once, by the hash
// of its bytes, as marks of scripts are kept (decision 34).
// docs/attachments.md, "What is kept, and what a question is known by".
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "harness/base/key.h"
#include "harness/base/result.h"
#include "harness/provider/attachment.h"
#include "harness/report/report.h"
#include "harness/store/store.h"

namespace assay {

// Of one image and of all images of a run, in bytes.
inline constexpr std::uint64_t kMostPictureBytes = std::uint64_t{256} << 10;
inline constexpr std::uint64_t kMostPicturesBytes = std::uint64_t{4} << 20;
// Of one image: a small file can unfold to gigabytes in whoever opens the page.
inline constexpr std::uint64_t kMostPicturePixels = 8'000'000;

// Whether a report shows it: PNG, JPEG, GIF or WebP within these bounds. Nothing that a browser
// reads as a document is an image here.
bool is_shown(const Media& media);

// What the Store finds its bytes by, which are there in base64.
Key picture_key(std::string_view sha256);

// Fills `pictures` with the images of the report's messages and dialogues that the Store has, in
// their order, up to kMostPicturesBytes. What is stored under an image's name and is none, or
// another one, is left out; a row that is damaged is told to `damage`.
void read_pictures(Store& store, Report& report, Damage& damage);

}  // namespace assay
