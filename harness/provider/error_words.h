// Error codes, types and phrases that providers use for the same few things.
// Needed where the HTTP status says nothing: errors inside a 200 or a stream,
// and the 429s that no waiting cures.
#pragma once

#include <string_view>

namespace assay {

// A spending or daily limit (docs/protocols.md, "When to ask again").
bool means_quota(std::string_view code, std::string_view type, std::string_view message);

// The HTTP status that the words stand for; 0 when they say nothing known. The
// code is believed before the type, and both before the message.
int status_of_words(std::string_view code, std::string_view type, std::string_view message);

}  // namespace assay
