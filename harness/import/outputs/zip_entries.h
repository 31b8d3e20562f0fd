// Entries of a zip archive that a stranger made, one at a time and in memory: nothing is written,
// so that their names lead nowhere. Stored, deflated and packed with Zstandard, as libarchive
// reads them; encrypted ones are refused.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "harness/base/result.h"

namespace assay {

inline constexpr std::size_t kMaxZipEntries = 1'000'000;
inline constexpr std::size_t kMaxZipEntryBytes = std::size_t{256} << 20;  // unpacked
// All that is read of an archive, unpacked: so many times its size, or the floor.
inline constexpr std::uint64_t kMaxZipRatio = 250;
inline constexpr std::uint64_t kZipFloorBytes = std::uint64_t{1} << 30;

class ZipEntries {
 public:
  // A usage error for what is no regular file.
  static Result<ZipEntries> open(const std::filesystem::path& file);

  // Calls `visit` with the name of every entry, in the order of their bytes. It says
  // whether it wants the bytes, which `take` is then called with. Errors name the file; what
  // `visit` and `take` return ends the reading.
  using Visit = std::function<Result<bool>(std::string_view name)>;
  using Take = std::function<Result<void>(std::string_view name, std::string_view bytes)>;
  Result<void> each(const Visit& visit, const Take& take);

 private:
  explicit ZipEntries(std::filesystem::path file, std::uint64_t bytes)
      : file_(std::move(file)), most_(std::max(bytes * kMaxZipRatio, kZipFloorBytes)) {}

  std::filesystem::path file_;
  std::uint64_t most_;      // unpacked, of all reading
  std::uint64_t read_ = 0;  // so far
};

}  // namespace assay
