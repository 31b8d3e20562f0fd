// The tags of a template, checked. Internal to suite/: Template is the way in.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"

namespace assay {

// Renderers recurse into sections.
inline constexpr std::size_t kMaxSectionDepth = 16;

struct TemplatePiece {
  enum class Kind { text, variable, section, inverted_section, section_end, comment };
  Kind kind = Kind::text;
  std::string text;  // literal text, or the name in a tag
};

// Splits `source` at its tags. A usage error names a tag that is not closed, not
// balanced, empty, nested too deep, or of a kind that is refused, and its place
// as a character number from 1.
Result<std::vector<TemplatePiece>> split_template(std::string_view source);

}  // namespace assay
