// The HTML report: one self-contained file that explains a run to a person.
//
// No network, no framework: style and script are embedded and pinned by a
// Content-Security-Policy of hashes. Everything but the replies is static HTML
// and SVG, so the page reads and prints without scripting. See
// docs/html-report.md.
#pragma once

#include <iosfwd>

#include "harness/report/report.h"

namespace assay {

// Writes `report` as one HTML document in UTF-8. The same Report gives the same
// bytes. Never fails on content: hostile text is escaped, invalid UTF-8 becomes
// U+FFFD, and replies beyond the size limit are left out with a notice.
void write_html(const Report& report, std::ostream& out);
// The same page for a server: served.h.

}  // namespace assay
