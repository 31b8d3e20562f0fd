#include "harness/provider/sse.h"

#include "harness/base/encoding.h"

namespace assay {

bool SseParser::feed(std::string_view bytes, const std::function<void(const SseEvent&)>& on_event) {
  while (!bytes.empty()) {
    if (last_was_cr_) {
      last_was_cr_ = false;
      if (bytes.front() == '\n') {
        bytes.remove_prefix(1);
        continue;
      }
    }
    const std::size_t end = bytes.find_first_of("\r\n");
    const std::string_view piece = bytes.substr(0, end);
    if (partial_line_.size() + piece.size() > max_line_bytes_) return false;
    if (end == std::string_view::npos) {
      partial_line_ += piece;
      return true;
    }
    last_was_cr_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    if (partial_line_.empty()) {
      take_line(piece, on_event);  // the usual case copies nothing
    } else {
      partial_line_ += piece;
      take_line(partial_line_, on_event);
      partial_line_.clear();
    }
  }
  return true;
}

void SseParser::finish(const std::function<void(const SseEvent&)>& on_event) {
  if (!partial_line_.empty()) take_line(partial_line_, on_event);
  partial_line_.clear();
  dispatch(on_event);
}

void SseParser::reset() {
  partial_line_.clear();
  event_name_.clear();
  data_.clear();
  has_data_ = false;
  last_was_cr_ = false;
  at_start_ = true;
}

bool SseParser::in_payload() const {
  return has_data_ || (!partial_line_.empty() && partial_line_.front() == 'd');
}

void SseParser::take_line(std::string_view line,
                          const std::function<void(const SseEvent&)>& on_event) {
  if (at_start_ && line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
  at_start_ = false;
  if (line.empty()) {
    dispatch(on_event);
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == 0) return;  // a comment
  const std::string_view field = line.substr(0, colon);
  std::string_view value;
  if (colon != std::string_view::npos) value = line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  // llama.cpp wrote `error: {...}` for a while, and proxies that give up midway
  // write their JSON as it is.
  const bool is_error = field == "error";
  const bool is_bare_json = line.front() == '{';
  if (is_error) event_name_ = "error";
  if (is_bare_json) value = line;
  if (field == "data" || is_error || is_bare_json) {
    if (has_data_) data_ += '\n';
    data_ += value;
    has_data_ = true;
  } else if (field == "event") {
    event_name_ = value;
  }
}

void SseParser::dispatch(const std::function<void(const SseEvent&)>& on_event) {
  if (!data_.empty() || !event_name_.empty()) on_event(SseEvent{event_name_, data_});
  event_name_.clear();
  data_.clear();
  has_data_ = false;
}

}  // namespace assay
