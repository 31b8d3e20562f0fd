// What goes with messages beside text: where it is written, and what each file is.
#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "harness/base/key.h"
#include "harness/base/text.h"
#include "harness/suite/loader.h"
#include "harness/suite/media_files.h"
#include "harness/suite/media_type.h"
#include "harness/suite/turns.h"

namespace assay {
namespace {

constexpr std::array kKinds = {AttachmentKind::image, AttachmentKind::audio, AttachmentKind::file};

bool may_hold(AttachmentKind kind, std::string_view type) {
  if (kind == AttachmentKind::image) return type.starts_with("image/");
  if (kind == AttachmentKind::audio) return type.starts_with("audio/");
  return !type.empty();
}

// Files by their paths: each is read once, however many cases attach it.
class AttachmentLoader {
 public:
  explicit AttachmentLoader(Loader& loader) : loader_(loader) {}

  void load(Case& asked, const Position& origin) {
    MediaByName media;
    for (const Prompt& prompt : loader_.suite.prompts) {
      for (const MessageTemplate& message : prompt.messages) {
        if (says_its_own(asked) && message.role != Role::system) continue;
        add(asked, message.parts, origin, media);
      }
    }
    for (const Turn& turn : asked.turns) add(asked, turn.parts, origin, media);
    if (media.empty()) return;
    if (last_ == nullptr || *last_ != media)
      last_ = std::make_shared<const MediaByName>(std::move(media));
    asked.media = last_;
  }

 private:
  void add(const Case& asked, const std::vector<PartTemplate>& parts, const Position& origin,
           MediaByName& media) {
    for (const PartTemplate& part : parts) {
      if (!part.kind) continue;
      const Result<std::string> name = part.text.render(asked.vars);
      if (!name) continue;  // reported by check_variables()
      if (const Media* known = read(*part.kind, *name, asked, origin)) media.emplace(*name, *known);
    }
  }

  const Media* read(AttachmentKind kind, const std::string& name, const Case& asked,
                    const Position& origin) {
    const auto [at, is_new] = known_.try_emplace(name);
    std::optional<Media>& known = at->second;
    if (is_new) {
      const std::optional<std::string> bytes =
          loader_.files.read_named(name, origin, kMaxMediaBytes);
      if (bytes) known = media_of(*bytes);
    }
    if (!known) return nullptr;  // it could not be read, and this was said
    if (may_hold(kind, known->type)) return &*known;
    loader_.diagnostics.error(origin, [&] {
      return fmt::format("case '{}': '{}' is no {}: its bytes are {}", excerpt(asked.id, 60),
                         excerpt(name, 100), to_string(kind),
                         known->type.empty() ? "of no type that is known here" : known->type);
    });
    return nullptr;
  }

  Loader& loader_;
  std::map<std::string, std::optional<Media>, std::less<>> known_;
  std::shared_ptr<const MediaByName> last_;
};

std::optional<PartTemplate> read_part(Loader& loader, const YamlNode& item) {
  const Fields fields(item, {"part"}, {"text", "image", "audio", "file"}, loader.diagnostics);
  if (!fields.is_map()) return std::nullopt;
  if (item.entries() != 1) {
    loader.diagnostics.error(item.position(),
                             "a part is one of 'text', 'image', 'audio' and 'file'");
    return std::nullopt;
  }
  std::optional<Template> text =
      read_template(loader, item.value(0), fmt::format("'{}'", item.key(0).text));
  if (!text) return std::nullopt;
  PartTemplate part{std::nullopt, std::move(*text)};
  for (const AttachmentKind kind : kKinds)
    if (item.key(0).text == to_string(kind)) part.kind = kind;
  return part;
}

}  // namespace

bool has_attached(const Fields& fields) {
  for (const std::string_view key : kAttachedKeys)
    if (fields.find(key) != nullptr) return true;
  return false;
}

std::vector<PartTemplate> read_attached(Loader& loader, const Fields& fields) {
  std::vector<PartTemplate> attached;
  for (std::size_t i = 0; i < kAttachedKeys.size(); ++i) {
    const YamlNode* paths = fields.find(kAttachedKeys[i]);
    if (paths == nullptr) continue;
    const std::string field = fmt::format("'{}'", kAttachedKeys[i]);
    for (const YamlNode* path : require_list(loader, *paths, field)) {
      std::optional<Template> text = read_template(loader, *path, field);
      if (text) attached.push_back({kKinds[i], std::move(*text)});
    }
  }
  return attached;
}

std::vector<PartTemplate> read_parts(Loader& loader, const YamlNode& content, Role role) {
  std::vector<PartTemplate> parts;
  for (const YamlNode* item : require_list(loader, content, "'content'")) {
    std::optional<PartTemplate> part = read_part(loader, *item);
    if (!part) return parts;
    if (part->kind && role != Role::user) {
      loader.diagnostics.error(item->position(), "attachments belong to role user");
      return parts;
    }
    parts.push_back(std::move(*part));
  }
  return parts;
}

void load_attachments(Loader& loader) {
  AttachmentLoader attachments(loader);
  for (std::size_t i = 0; i < loader.suite.cases.size(); ++i)
    attachments.load(loader.suite.cases[i], loader.case_origins[i]);
}

}  // namespace assay
