// The bytes of attachments, read again when they are sent: a suite holds what they are alone.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "harness/base/result.h"
#include "harness/provider/request.h"
#include "harness/suite/suite.h"

namespace assay {

// Of one file; more than any provider takes.
inline constexpr std::size_t kMaxMediaBytes = std::size_t{50} << 20;

class MediaFiles {
 public:
  explicit MediaFiles(const Suite& suite);

  // Gives each attachment its bytes. A usage error for a file that is not what it was when the
  // suite was read. Bytes are shared as long as somebody holds them. Not thread-safe.
  Result<void> load(Messages& messages);

 private:
  Result<std::shared_ptr<const std::string>> bytes_of(const Attachment& attachment);

  std::filesystem::path folder_;  // of the suite; absolute, as `root_`
  std::filesystem::path root_;
  std::map<std::string, std::weak_ptr<const std::string>> open_;  // by hash
};

}  // namespace assay
