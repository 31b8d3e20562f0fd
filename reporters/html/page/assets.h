// style.css, the scripts and the libraries, embedded at build time by
// cmake/embed.cmake.
#pragma once

#include <string_view>

namespace assay::html {

extern const std::string_view kStyle;
extern const std::string_view kScript;
extern const std::string_view kLabelStyle;    // of the page on which people label answers
extern const std::string_view kLabelScript;   // the same page's; needs none of the others
extern const std::string_view kChartLibrary;  // d3 and Observable Plot: `d3`, `Plot`
extern const std::string_view kDiffLibrary;   // jsdiff: `Diff`

// The one style that Observable Plot adds to a figure of class "plot"; the page's
// policy allows it by its hash. The browser test fails where a new version of
// Plot writes another.
inline constexpr std::string_view kChartStyle =
    ":where(.plot) {\n"
    "  --plot-background: white;\n"
    "  display: block;\n"
    "  height: auto;\n"
    "  height: intrinsic;\n"
    "  max-width: 100%;\n"
    "}\n"
    ":where(.plot text),\n"
    ":where(.plot tspan) {\n"
    "  white-space: pre;\n"
    "}";

}  // namespace assay::html
