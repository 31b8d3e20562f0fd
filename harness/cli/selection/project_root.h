// The folder that a configuration of promptfoo may name files below where nobody says which.
#pragma once

#include <filesystem>

namespace assay {

// promptfoo lets a configuration name any file, and people keep theirs in a folder of their project
// and name prompts and programs beside it. So the project is the bound: the working tree of git
// that the configuration lies in; without one the folder that assay was called from, where the
// configuration lies below it and it is no home and nothing above one; else its own folder.
// Absolute, without links resolved.
std::filesystem::path project_root(const std::filesystem::path& config);

}  // namespace assay
