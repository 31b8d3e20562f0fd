// What the server keeps of an attachment: a mark among the text, by which a models file can tell
// one from another. It is the same whatever the dialect.
#pragma once

#include <string>
#include <string_view>

namespace assay {

// "[image 1a2b3c4d]": `kind`, and the hash of `base64`, which may be a data URL.
std::string attachment_mark(std::string_view kind, std::string_view base64);
// image, audio or file.
std::string_view kind_of_type(std::string_view media_type);

}  // namespace assay
