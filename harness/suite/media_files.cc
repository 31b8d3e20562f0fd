#include "harness/suite/media_files.h"

#include <fmt/format.h>

#include <utility>

#include "harness/base/file.h"
#include "harness/base/key.h"
#include "harness/base/mark.h"
#include "harness/base/text.h"

namespace assay {

namespace fs = std::filesystem;

MediaFiles::MediaFiles(const Suite& suite) {
  std::error_code ignored;  // absolute() fails only without a working folder
  folder_ = fs::absolute(suite.path, ignored).lexically_normal().parent_path();
  root_ = fs::absolute(suite.root, ignored).lexically_normal();
}

Result<std::shared_ptr<const std::string>> MediaFiles::bytes_of(const Attachment& attachment) {
  std::weak_ptr<const std::string>& open = open_[attachment.media.sha256];
  if (auto bytes = open.lock()) return bytes;
  const fs::path path = (folder_ / attachment.name).lexically_normal().lexically_relative(root_);
  ASSAY_TRY(std::string read, read_confined(root_, path.generic_string(), kMaxMediaBytes));
  if (sha256(read).hex() != attachment.media.sha256) {
    ASSAY_MARK("attachment.changed");
    return usage_error(
        fmt::format("'{}' has changed since the suite was read", excerpt(attachment.name, 100)));
  }
  auto bytes = std::make_shared<const std::string>(std::move(read));
  open = bytes;
  return bytes;
}

Result<void> MediaFiles::load(Messages& messages) {
  for (Message& message : messages) {
    for (Attachment& attachment : message.attachments) {
      if (attachment.bytes != nullptr) continue;
      ASSAY_TRY(attachment.bytes, bytes_of(attachment));
    }
  }
  return {};
}

}  // namespace assay
