// The Store's calls about the place of its file: whether its name still leads to it, and
// that what was written is on the disk.
#include <string>
#include <utility>

#include "harness/base/file.h"
#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "harness/store/log_sync.h"
#include "harness/store/store_impl.h"
#include "harness/store/store_path.h"

namespace assay {

namespace fs = std::filesystem;

std::string_view Store::displaced() {
  return impl_->database.displaced();
}

Result<void> Store::force_file() {
  return impl_->database.force_file();
}

Result<fs::path> Store::rescue() {
  fs::path copy = file();
  copy += ".saved-" + unpredictable_suffix().substr(0, 8);
  ASSAY_CHECK(make_store_file(real_store_path(copy)));
  ASSAY_CHECK(impl_->database.copy_into(copy));
  ASSAY_CHECK(force_to_disk(copy));
  ASSAY_MARK("store.saved_beside");
  return copy;
}

Error displaced_error(const fs::path& file, std::string_view what, const Result<fs::path>& saved) {
  std::string message =
      excerpt(file.string(), 300) + ": " + std::string(what) + " while assay wrote to it; ";
  message += saved ? "all that it held is in " + saved->string()
                   : "it could not be saved: " + saved.error().message;
  return {ErrorKind::infrastructure, std::move(message)};
}

Result<void> Store::finish_writing() {
  if (const std::string_view what = displaced(); !what.empty()) {
    return tl::unexpected(displaced_error(file(), what, rescue()));
  }
  return force_to_disk(log_of_store(real_file()));
}

}  // namespace assay
