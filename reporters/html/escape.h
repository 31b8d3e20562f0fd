// Text from models, suites and providers on its way into the page. All of it is
// hostile (fault matrix row 50); every byte passes through one of these.
#pragma once

#include <string>
#include <string_view>

namespace assay::html {

// What a reader is shown: registered secrets are redacted, invalid UTF-8 becomes
// U+FFFD, control characters that HTML cannot carry become their visible pictures
// (U+2400 and on), and bidirectional overrides, which could turn a label round, are
// spelt out: "[U+202E]". For data blocks whose texts become labels; not yet safe
// as markup.
std::string visible_text(std::string_view text);

// The same, safe as text and inside a double-quoted attribute.
std::string escape_text(std::string_view text);

// `json` for a <script> data block: < > & U+2028 and U+2029 become JSON escapes,
// so no text in it can end the element or start a comment. These characters
// occur in JSON only inside strings, so the value stays the same.
std::string escape_island(std::string_view json);

}  // namespace assay::html
