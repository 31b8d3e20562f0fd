#include "harness/cli/record/results_folder.h"

#include "harness/base/file.h"

namespace assay {

Result<void> make_results_folder(const std::filesystem::path& folder) {
  std::error_code ignored;
  const bool is_new = !std::filesystem::exists(folder, ignored);
  if (const Result<void> made = make_private_folders(folder); !made) {
    return usage_error("cannot write to " + folder.string() + ": " + made.error().message);
  }
  if (!is_new) return {};
  // Where it cannot be written, neither can a report, and that is said.
  [[maybe_unused]] const Result<void> tried =
      write_file_atomically(folder / ".gitignore", "# assay made this folder\n*\n");
  return {};
}

}  // namespace assay
