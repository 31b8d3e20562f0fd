// Which file a Store's name means. One Store may have many names (relative ones, links,
// folders behind links), and all that is kept beside it, its log and its lock, must have
// one: SQLite names the log after the file that is at the end of the links.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>

#include "harness/base/result.h"

namespace assay {

// The name without links and "..", whether the file is there or not. `name` itself where
// that cannot be told: whoever opens it is told why.
std::filesystem::path real_store_path(const std::filesystem::path& name);

// Beside a Store.
std::filesystem::path log_of_store(const std::filesystem::path& real);
std::filesystem::path lock_of_store(const std::filesystem::path& real);

// What a name stands for at an instant.
struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;

  // Nothing: there is no such file.
  static std::optional<FileIdentity> of(const std::filesystem::path& file);
  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

// Makes the file of a new Store, empty and the user's alone, with its folders. One that is
// there already is left as it is.
Result<void> make_store_file(const std::filesystem::path& real);

// A usage error for a file with a second name (a hard link): SQLite keeps a log for each
// name, and whoever opens the other would neither see nor spare what is in the first.
Result<void> check_single_name(const std::filesystem::path& file);

}  // namespace assay
