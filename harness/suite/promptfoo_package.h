// Where promptfoo's own package lies, which asks the providers that a suite names by promptfoo's
// ids (docs/programs.md, "Providers of promptfoo"). Nothing of it is run here.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace assay {

struct PromptfooPackage {
  std::filesystem::path folder;  // absolute; it has the package.json
  std::string version;           // as that says; "": it does not
};

// The one that Node would find from `folder` (absolute): in node_modules there, or in that of the
// nearest folder above. Else the one that a `promptfoo` of the PATH belongs to, as
// `npm install -g` leaves it. Nothing: it is not there.
std::optional<PromptfooPackage> find_promptfoo(const std::filesystem::path& folder);

}  // namespace assay
