#include "harness/simulate/faults/reply_edits.h"

#include <string>
#include <string_view>

#include "harness/base/json.h"

namespace assay {
namespace {

constexpr std::string_view kData = "data: ";

void remove(Json& document, const Json::json_pointer& pointer) {
  Json& parent = document.at(pointer.parent_pointer());
  if (parent.is_object()) {
    parent.erase(pointer.back());
  } else {
    parent.erase(static_cast<std::size_t>(std::stoul(pointer.back())));  // NOLINT: it is an index
  }
}

std::string edit_document(const std::vector<ReplyEdit>& edits, std::string_view text) {
  Result<Json> document = parse_json(text);
  if (!document) return std::string(text);
  bool is_changed = false;
  for (const ReplyEdit& edit : edits) {
    const Json::json_pointer pointer(edit.pointer);
    if (!document->contains(pointer)) continue;
    is_changed = true;
    if (edit.value) {
      document->at(pointer) = *edit.value;
    } else {
      remove(*document, pointer);
    }
  }
  return is_changed ? dump_json(*document) : std::string(text);
}

// A text may be one event or, from a wire fixture, many.
std::string edit_events(const std::vector<ReplyEdit>& edits, std::string_view text) {
  std::string edited;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    edited += line.starts_with(kData)
                  ? std::string(kData) + edit_document(edits, line.substr(kData.size()))
                  : std::string(line);
    if (end == std::string_view::npos) break;
    edited += '\n';
    text.remove_prefix(end + 1);
  }
  return edited;
}

}  // namespace

void edit_reply(const std::vector<ReplyEdit>& edits, ServedResponse& response) {
  for (TimedText& text : response.body) {
    text.text =
        response.event_stream ? edit_events(edits, text.text) : edit_document(edits, text.text);
  }
}

void add_deep_json(std::int64_t depth, ServedResponse& response) {
  if (response.body.empty()) return;
  std::string& text = response.body.front().text;
  const std::size_t brace = text.find('{');
  if (brace == std::string::npos) return;
  const auto levels = static_cast<std::size_t>(depth);
  text.insert(brace + 1, "\"deep\":" + std::string(levels, '[') + std::string(levels, ']') + ",");
}

}  // namespace assay
