#include "harness/cli/record/pictures.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "harness/base/base64.h"
#include "harness/report/summary/pictures.h"
#include "harness/suite/media_files.h"

namespace assay {
namespace {

// Nothing where the file is another one by now.
std::optional<std::string> read_picture(MediaFiles& files, const std::string& name,
                                        const Media& media) {
  Messages messages{{Role::user, "", {}, {}}};
  messages[0].attachments.push_back({AttachmentKind::image, 0, name, media});
  if (!files.load(messages)) return std::nullopt;
  return *messages[0].attachments[0].bytes;
}

}  // namespace

Result<void> keep_pictures(const Selection& selection, Store& store, StoreWriter& writer) {
  MediaFiles files(*selection.suite);
  std::set<std::string> seen;
  std::uint64_t kept = 0;
  for (const std::size_t index : selection.plan.cases) {
    const Case& each = selection.suite->cases[index];
    if (each.media == nullptr) continue;
    for (const auto& [name, media] : *each.media) {
      if (!is_shown(media) || !seen.insert(media.sha256).second) continue;
      if (kept + media.bytes > kMostPicturesBytes) continue;
      kept += media.bytes;
      const Key key = picture_key(media.sha256);
      ASSAY_TRY(const std::optional<std::int64_t> known, store.find_reply_id(key));
      if (known) continue;
      const std::optional<std::string> bytes = read_picture(files, name, media);
      if (bytes) writer.mark(key, to_base64(*bytes));
    }
  }
  return {};
}

}  // namespace assay
