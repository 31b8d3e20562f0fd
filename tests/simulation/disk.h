// A disk in memory, below SQLite: what a process has written, what of it a power cut
// would leave, and every place where a disk can fail or a process die.
//
// While a Disk lives it is SQLite's default VFS, for all connections of this process.
// One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/random.h"

struct sqlite3_vfs;

namespace assay::testing {

// What becomes of one change (a write, a sync, a truncation, a deletion).
enum class Fate {
  done,
  full,         // no room: an error, nothing is changed
  failed,       // an I/O error, nothing is changed
  torn,         // an I/O error, half of it is there
  dies_before,  // the process is killed; the change is not made
  dies_after,
};

struct DiskFile;
struct OpenFile;

class Disk {
 public:
  using Contents = std::map<std::string, std::string>;  // by path

  Disk();
  ~Disk();
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  // A disk with these files, all forced. SQLite's randomness starts from `seed`. No
  // connection may be open.
  void format(const Contents& contents, std::uint64_t seed);
  Contents contents() const;

  // The process is gone: all that its connections still ask for fails and changes nothing.
  void die() { is_dead_ = true; }
  bool is_dead() const { return is_dead_; }
  // The next process. Requires that the connections of the last one are closed.
  void revive();
  // Loses what was not forced, or some of it: writes reach the platter in any order, and
  // the last one in part.
  void cut_power(Random& random);
  // fdatasync() by name; false: an I/O error.
  bool force(const std::string& path);

  // Asked before every change: by what name SQLite means it, and in which file.
  std::function<Fate(std::string_view change, std::string_view path)> fate;
  // Told after the bytes of a file were forced.
  std::function<void(std::string_view path)> on_forced;

  // For the functions that SQLite calls.
  Fate decide(std::string_view change, std::string_view path);
  void forced(DiskFile& file, std::string_view path);
  std::map<std::string, std::shared_ptr<DiskFile>> files;
  std::uint64_t changes = 0;  // made so far
  Random noise{0};

 private:
  std::unique_ptr<sqlite3_vfs> vfs_;
  bool is_dead_ = false;
};

}  // namespace assay::testing
