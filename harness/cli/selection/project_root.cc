#include "harness/cli/selection/project_root.h"

#include <cstdlib>

namespace assay {
namespace {

namespace fs = std::filesystem;

bool lies_below(const fs::path& place, const fs::path& folder) {
  const fs::path relative = place.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

// A home, or what has homes in it.
bool is_home_or_above(const fs::path& folder) {
  if (folder == folder.root_path()) return true;
  const char* const home = std::getenv("HOME");
  return home != nullptr && *home != '\0' && lies_below(fs::path(home).lexically_normal(), folder);
}

}  // namespace

fs::path project_root(const fs::path& config) {
  std::error_code ignored;
  const fs::path own = fs::absolute(config, ignored).lexically_normal().parent_path();
  for (fs::path folder = own; folder != folder.root_path(); folder = folder.parent_path())
    if (fs::exists(folder / ".git", ignored) && !is_home_or_above(folder)) return folder;
  const fs::path here = fs::current_path(ignored).lexically_normal();
  return lies_below(own, here) && !is_home_or_above(here) ? here : own;
}

}  // namespace assay
