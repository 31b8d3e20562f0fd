#include "harness/report/summary/pictures.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "harness/base/base64.h"
#include "harness/base/mark.h"
#include "harness/provider/request.h"
#include "harness/suite/media_type.h"

namespace assay {
namespace {

constexpr std::array<std::string_view, 4> kTypes = {"image/png", "image/jpeg", "image/gif",
                                                    "image/webp"};

// The bytes behind a hash; nothing where the Store has none, or others.
Result<std::optional<std::string>> stored_picture(Store& store, const std::string& hash) {
  ASSAY_TRY(const std::optional<StoredReply> stored, store.find_reply(picture_key(hash)));
  if (!stored) return std::optional<std::string>();
  std::optional<std::string> bytes = from_base64(stored->reply.answer);
  if (!bytes || sha256(*bytes).hex() != hash || !is_shown(media_of(*bytes))) {
    ASSAY_MARK("picture.is_none");
    return std::optional<std::string>();
  }
  return bytes;
}

class PictureTaker {
 public:
  PictureTaker(Store& store, Report& report, Damage& damage)
      : store_(store), report_(report), damage_(damage) {}

  void take(const Message& message) {
    for (const Attachment& each : message.attachments)
      if (each.kind == AttachmentKind::image) take(each.media.sha256);
  }

 private:
  void take(const std::string& hash) {
    if (!seen_.insert(hash).second) return;
    Result<std::optional<std::string>> bytes = stored_picture(store_, hash);
    if (!bytes) damage_.add(bytes.error().message);
    if (!bytes || !*bytes || taken_ + (*bytes)->size() > kMostPicturesBytes) return;
    taken_ += (*bytes)->size();
    report_.pictures.emplace(hash,
                             "data:" + media_of(**bytes).type + ";base64," + to_base64(**bytes));
  }

  Store& store_;
  Report& report_;
  Damage& damage_;
  std::set<std::string> seen_;
  std::uint64_t taken_ = 0;
};

}  // namespace

bool is_shown(const Media& media) {
  return std::find(kTypes.begin(), kTypes.end(), media.type) != kTypes.end() &&
         media.bytes <= kMostPictureBytes &&
         std::uint64_t{media.width} * media.height <= kMostPicturePixels;
}

Key picture_key(std::string_view sha256) {
  return KeyBuilder().add("assay picture").add(sha256).finish();
}

void read_pictures(Store& store, Report& report, Damage& damage) {
  PictureTaker taker(store, report, damage);
  for (const auto& of_case : report.messages) {
    for (const auto& [prompt, json] : of_case) {
      if (json.find("\"attachments\"") == std::string::npos) continue;
      const Result<Messages> messages = messages_from_json(json);
      if (!messages) continue;  // shown as it is
      for (const Message& message : *messages) taker.take(message);
    }
  }
  for (const ReportCell& cell : report.cells) {
    if (cell.turns == nullptr) continue;
    for (const ReportTurn& turn : *cell.turns)
      for (const Message& message : turn.said) taker.take(message);
  }
}

}  // namespace assay
