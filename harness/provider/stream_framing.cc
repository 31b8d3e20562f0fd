#include "harness/provider/stream_framing.h"

#include <utility>

#include "harness/base/text.h"

namespace assay {
namespace {

using OnEvent = std::function<void(const SseEvent&)>;

void take_line(std::string_view line, const OnEvent& on_event) {
  if (line = trim(line); !line.empty()) on_event(SseEvent{"", line});
}

// How many bytes of a character that is not whole `text` ends with.
std::size_t cut_character(std::string_view text) {
  for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if (continues_utf8(static_cast<char>(byte))) continue;
    const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

}  // namespace

void StreamFraming::reset(Form form) {
  form_ = form;
  sse_.reset();
  partial_.clear();
}

bool StreamFraming::feed(std::string_view bytes, const OnEvent& on_event) {
  if (form_ == Form::events) return sse_.feed(bytes, on_event);
  if (form_ == Form::lines) return feed_lines(bytes, on_event);
  feed_text(bytes, on_event);
  return true;
}

void StreamFraming::finish(const OnEvent& on_event) {
  if (form_ == Form::events) return sse_.finish(on_event);
  const std::string rest = std::move(partial_);
  partial_.clear();
  if (form_ == Form::lines) return take_line(rest, on_event);
  if (!rest.empty()) on_event(SseEvent{"", to_valid_utf8(rest)});
}

bool StreamFraming::in_payload() const {
  return form_ == Form::events ? sse_.in_payload() : !trim(partial_).empty();
}

bool StreamFraming::feed_lines(std::string_view bytes, const OnEvent& on_event) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end);
    if (partial_.size() + piece.size() > max_line_bytes_) return false;
    partial_ += piece;
    if (end == std::string_view::npos) return true;
    take_line(partial_, on_event);
    partial_.clear();
    bytes.remove_prefix(end + 1);
  }
  return true;
}

void StreamFraming::feed_text(std::string_view bytes, const OnEvent& on_event) {
  partial_ += bytes;
  const std::string_view whole =
      std::string_view(partial_).substr(0, partial_.size() - cut_character(partial_));
  if (whole.empty()) return;
  on_event(SseEvent{"", to_valid_utf8(whole)});
  partial_.erase(0, whole.size());
}

}  // namespace assay
