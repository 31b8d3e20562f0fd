// How a stream comes in parts: server-sent events, lines, or text as it comes.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "harness/provider/sse.h"

namespace assay {

class StreamFraming {
 public:
  enum class Form {
    events,  // SseParser's
    lines,   // one event a line that is not blank (NDJSON)
    text,    // one event for what came, cut between characters; UTF-8 is repaired
  };

  explicit StreamFraming(std::size_t max_line_bytes)
      : max_line_bytes_(max_line_bytes), sse_(max_line_bytes) {}

  void reset(Form form);
  // As SseParser's of the same names.
  bool feed(std::string_view bytes, const std::function<void(const SseEvent&)>& on_event);
  void finish(const std::function<void(const SseEvent&)>& on_event);
  bool in_payload() const;

 private:
  bool feed_lines(std::string_view bytes, const std::function<void(const SseEvent&)>& on_event);
  void feed_text(std::string_view bytes, const std::function<void(const SseEvent&)>& on_event);

  std::size_t max_line_bytes_;
  Form form_ = Form::events;
  SseParser sse_;
  std::string partial_;  // a line's begin, or a character's
};

}  // namespace assay
