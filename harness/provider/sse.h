// Server-sent events, by the rules of WHATWG HTML section 9.2.6 as the vendors'
// clients apply them (docs/protocols.md, "Server-sent events"): CR, LF and CRLF,
// also split across reads; comments; several data lines joined by \n; dispatch on a
// blank line. An event that has a name and no data is one, too, with its data empty: LangServe's
// streams end with one.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "harness/provider/dialect.h"

namespace assay {

class SseParser {
 public:
  explicit SseParser(std::size_t max_line_bytes) : max_line_bytes_(max_line_bytes) {}

  // Calls `on_event` for every event that `bytes` completes; views live until
  // the callback returns. False when a line is longer than the bound.
  bool feed(std::string_view bytes, const std::function<void(const SseEvent&)>& on_event);
  // Dispatches an event that the stream ended in the middle of, without its
  // blank line, if it has a name or data.
  void finish(const std::function<void(const SseEvent&)>& on_event);
  void reset();

  // Whether an unfinished event has data already: the stream is no longer idle
  // though no event is complete.
  bool in_payload() const;

 private:
  void take_line(std::string_view line, const std::function<void(const SseEvent&)>& on_event);
  void dispatch(const std::function<void(const SseEvent&)>& on_event);

  std::size_t max_line_bytes_;
  std::string partial_line_;
  std::string event_name_;
  std::string data_;
  bool has_data_ = false;
  bool last_was_cr_ = false;
  bool at_start_ = true;  // a BOM may come first
};

}  // namespace assay
