// What this terminal can do, and what the user wants of it.
#pragma once

#include <string>
#include <string_view>

namespace assay {

// --color > NO_COLOR > CLICOLOR_FORCE / FORCE_COLOR > isatty && TERM != dumb.
bool use_colour(std::string_view color_option, int descriptor);

bool is_terminal(int descriptor);
int terminal_columns(int descriptor);  // 100 where unknown

}  // namespace assay
