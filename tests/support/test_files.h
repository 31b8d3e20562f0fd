// Files for tests: the source tree's, and temporary folders.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace assay::testing {

// Path of something in the source tree: source_path("tests/wire").
std::filesystem::path source_path(std::string_view relative);

std::string read_text(const std::filesystem::path& path);  // aborts the test when missing
void write_text(const std::filesystem::path& path, std::string_view text);

// A new empty folder, removed at the end of the scope.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace assay::testing
