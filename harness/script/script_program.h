// A program of the user's that marks answers, as it is started.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/base/clock.h"

namespace assay {

struct ScriptProgram {
  std::string shown;                     // in messages: "python3 mark.py"
  std::filesystem::path path;            // absolute
  std::vector<std::string> words;        // its arguments, the first its own name
  std::vector<std::string> environment;  // all of it: NAME=value
  std::filesystem::path folder;          // where it runs
  milliseconds timeout{10'000};          // of one mark
};

}  // namespace assay
