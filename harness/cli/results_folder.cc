#include "harness/cli/results_folder.h"

#include "harness/base/file.h"

namespace assay {

Result<void> make_results_folder(const std::filesystem::path& folder) {
  std::error_code failed;
  const bool is_new = std::filesystem::create_directories(folder, failed);
  if (failed) return usage_error("cannot write to " + folder.string() + ": " + failed.message());
  if (!is_new) return {};
  // Where it cannot be written, neither can a report, and that is said.
  [[maybe_unused]] const Result<void> tried =
      write_file_atomically(folder / ".gitignore", "# assay made this folder\n*\n");
  return {};
}

}  // namespace assay
