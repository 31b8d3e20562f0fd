// Regular expressions of JavaScript as `regex` of assay reads them, exact: a pattern of RE2
// where that can say it, of PCRE2 where it cannot.
//
// Source: ECMA-262, "RegExp (Regular Expression) Objects" with Annex B.1.2; without the flag
// `u` JavaScript counts UTF-16 units, where both engines count code points.
#pragma once

#include <string>
#include <string_view>

#include "harness/base/json.h"

namespace assay {

struct ImportedPattern {
  std::string pattern;
  bool needs_pcre2 = false;   // lookaround, backreferences, `^` of each line
  bool matches_all = false;   // it is found in every text
  bool counts_units = false;  // it counts characters that may be two units: {2,5} of `.`
  bool meets_units = false;   // one `.` that may be half a character there
  std::string refused;        // why there is no such pattern; then the others say nothing
};

// `flags` as behind a literal: "gi".
ImportedPattern import_pattern(std::string_view source, std::string_view flags);

// The arguments of `regex:` that search for it.
Json pattern_arguments(const ImportedPattern& imported);

// What may differ, as a note says it; "" for nothing.
std::string pattern_note(const ImportedPattern& imported);

// `text` as a pattern that matches it and nothing else, for both engines.
std::string quoted_pattern(std::string_view text);

}  // namespace assay
