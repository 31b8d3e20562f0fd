// XML and HTML, as libxml2 reads them: without a network, a DTD or entities of the
// document's own, and with bounds that keep hostile texts from taking long.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "harness/score/syntax_verdict.h"

namespace assay {

// A longer text is not read: the time that attributes take is quadratic in libxml2.
inline constexpr std::size_t kMostMarkup = 256 * 1024;

// Whether the text is one well-formed XML document (XML 1.0, fifth edition) that has
// each of these elements: names from the root on with dots between, "order.item".
SyntaxVerdict check_xml(std::string_view text, const std::vector<std::string>& elements);

// The same of an element that begins somewhere in the text.
SyntaxVerdict find_xml(std::string_view text, const std::vector<std::string>& elements);

// Whether the text is HTML: elements, of which one at least is HTML's, and no text
// outside of them. How well they are closed and nested is not asked: whoever reads
// HTML mends that.
SyntaxVerdict check_html(std::string_view text);

// Whether an element of HTML begins somewhere in the text.
SyntaxVerdict find_html(std::string_view text);

}  // namespace assay
