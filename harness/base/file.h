// Files: bounded reads, confined reads, atomic writes.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

#include "harness/base/result.h"

namespace assay {

inline constexpr std::size_t kMaxYamlBytes = std::size_t{16} << 20;  // one YAML file
inline constexpr std::size_t kMaxDataBytes = std::size_t{4} << 30;   // a CSV or JSONL data set

// Reads a regular file whole. A usage error for a missing file, a folder, a
// device, a FIFO, or one larger than `max_bytes`.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes);

// The same, for a path that a suite names: `relative` may not leave `root`, be
// absolute, or pass through a symbolic link that leaves it (openat2 with
// RESOLVE_BENEATH; elsewhere the resolved path is compared).
Result<std::string> read_confined(const std::filesystem::path& root, std::string_view relative,
                                  std::size_t max_bytes);

// Makes a folder and those above it where they are missing, for the user alone (0700):
// what assay keeps holds questions and answers. Those that are there stay as they are.
// An infrastructure error names the folder and the reason.
Result<void> make_private_folders(const std::filesystem::path& folder);

// 16 hex digits that nobody can foresee, for the name of a file.
std::string unpredictable_suffix();

// Writes `bytes` so that a reader sees the old file or the whole new one:
// temporary file, fsync, rename. A new file is the user's alone (0600); one that is
// replaced keeps its permissions. Creates missing parent folders. A device, a pipe,
// /dev/stdout and their like are written in place. An infrastructure error names the
// file and the reason.
Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

// The same for a writer that streams; the stream is never shown half-written.
Result<void> write_file_atomically(const std::filesystem::path& path,
                                   const std::function<void(std::ostream&)>& write);

}  // namespace assay
