// Appends labels to a gold file: each is on the disk when append() returns, and nothing
// that is there is ever written again.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "harness/base/result.h"

namespace assay {

// The file is this writer's while it lives: another one is refused. Errors name the file.
class GoldWriter {
 public:
  // A file that is not there is made by the first append(), with its folders, for the user
  // alone; one that is there keeps its permissions.
  static Result<GoldWriter> open(const std::filesystem::path& path);
  GoldWriter(GoldWriter&& other) noexcept;
  GoldWriter& operator=(GoldWriter&&) = delete;
  ~GoldWriter();

  // Whole lines with their newlines. What could be written only in part is taken back.
  Result<void> append(std::string_view lines);

 private:
  explicit GoldWriter(std::filesystem::path path) : path_(std::move(path)) {}
  Result<void> begin(int flags);
  bool is_displaced(const struct stat& held) const;

  std::filesystem::path path_;
  int descriptor_ = -1;
  bool ends_in_line_ = true;  // of what was there: its last line has its newline
};

}  // namespace assay
