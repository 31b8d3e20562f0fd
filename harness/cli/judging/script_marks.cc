#include "harness/cli/judging/script_marks.h"

#include <fmt/format.h>

#include <utility>

#include "harness/base/redact.h"

namespace assay {
namespace {

// So many answers wait at most for a second mark, or for a mark to be in the Store.
constexpr std::size_t kMostRecent = 65'536;

}  // namespace

Result<void> ScriptMarks::run(StoreWriter& writer, std::function<void()> wake) {
  if (scripts_.none()) return {};
  ASSAY_TRY(std::vector<ScriptProgram> programs, scripts_.programs());
  ASSAY_TRY(marker_, Marker::start(std::move(programs), std::move(wake)));
  writer_ = &writer;
  return {};
}

Result<std::optional<ScriptReply>> ScriptMarks::find(const Key& key) {
  const auto recent = recent_.find(key);
  if (recent != recent_.end()) return std::optional(recent->second);
  if (!look_up_ || tickets_.contains(key)) return std::optional<ScriptReply>();
  ASSAY_TRY(const std::optional<StoredReply> stored, store_.find_reply(key));
  if (!stored) return std::optional<ScriptReply>();
  // What this assay cannot read is asked for again.
  std::optional<ScriptMark> mark = mark_from_json(stored->reply.answer);
  return mark ? std::optional<ScriptReply>(std::move(*mark)) : std::nullopt;
}

void ScriptMarks::ask(const Key& key, std::size_t script, std::string question) {
  if (!tickets_.emplace(key, next_ticket_).second) return;
  open_.emplace(next_ticket_, key);
  marker_->ask(script, next_ticket_++, std::move(question));
}

std::vector<Key> ScriptMarks::take() {
  std::vector<Key> answered;
  if (!runs()) return answered;
  for (Marked& marked : marker_->take()) {
    const auto open = open_.find(marked.ticket);
    if (open == open_.end()) continue;
    const Key key = open->second;
    open_.erase(open);
    tickets_.erase(key);
    if (marked.reply)
      marked.reply->reason = redact(marked.reply->reason);  // as it is found in the Store
    if (marked.reply) writer_->mark(key, mark_to_json(*marked.reply));
    keep(key, std::move(marked.reply));
    answered.push_back(key);
  }
  return answered;
}

void ScriptMarks::keep(const Key& key, ScriptReply reply) {
  if (recent_.insert_or_assign(key, std::move(reply)).second) order_.push_back(key);
  if (order_.size() <= kMostRecent) return;
  recent_.erase(order_.front());
  order_.pop_front();
}

}  // namespace assay
