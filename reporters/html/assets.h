// style.css and the scripts, embedded at build time by cmake/embed.cmake.
#pragma once

#include <string_view>

namespace assay::html {

extern const std::string_view kStyle;
extern const std::string_view kScript;

}  // namespace assay::html
