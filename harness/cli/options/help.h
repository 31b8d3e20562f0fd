// What --help and `assay help` print, made of the tables of commands, options and
// report formats.
#pragma once

#include <string>

#include "harness/cli/options/commands.h"

namespace assay {

std::string help_text();  // of the program: a line a command
std::string help_text(const CommandRow& command);

}  // namespace assay
