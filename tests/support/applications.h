// HTTP applications as suites describe them, for tests of their replies. A fixture of
// tests/wire/http names one.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "harness/provider/application.h"

namespace assay::testing {

inline ApplicationStream stream_of(ApplicationStream::Format format,
                                   std::optional<std::string> answer) {
  ApplicationStream stream;
  stream.format = format;
  stream.answer = std::move(answer);
  return stream;
}

inline ReplyPaths places_of_everything() {
  ReplyPaths paths;
  paths.answer = "/data/text";
  paths.reasoning = "/data/why";
  paths.input_tokens = "/usage/in";
  paths.output_tokens = "/usage/out";
  paths.cost_usd = "/usage/cost";
  paths.model = "/model";
  paths.session = "/session";
  paths.error = "/error";
  paths.finish_reason = "/ended";
  paths.tool_calls = "/calls";
  return paths;
}

// document: JSON with a place for everything.  text: the reply is the answer.
// events: server-sent events of type delta, up to [DONE].  words: whose data is the text.
// lines: NDJSON, up to {"done": true}.  chunks: text as it comes.
// unmarked: events without an end mark.  nullptr for any other name.
inline std::shared_ptr<const Application> find_application(std::string_view name) {
  using Format = ApplicationStream::Format;
  Application made;
  made.body = Json{{"query", "{{prompt}}"}};
  made.reply = places_of_everything();
  if (name == "text" || name == "chunks") {
    made.reply = {};
    made.reply_is_text = true;
    if (name == "chunks") made.stream = stream_of(Format::text, std::nullopt);
  } else if (name == "events" || name == "unmarked") {
    made.stream = stream_of(Format::sse, "/delta");
    made.stream->reasoning = "/why";
    made.stream->where.values = {{"/type", Json("delta")}};
    if (name == "events") made.stream->end_text = "[DONE]";
  } else if (name == "words") {
    made.stream = stream_of(Format::sse, std::nullopt);
    made.stream->where.event = "word";
    made.stream->end_when.event = "end";
  } else if (name == "lines") {
    made.stream = stream_of(Format::ndjson, "/response");
    made.stream->end_when.values = {{"/done", Json(true)}};
  } else if (name != "document") {
    return nullptr;
  }
  return std::make_shared<const Application>(std::move(made));
}

// Whether only the response's own end says that its reply is whole.
inline bool ends_with_the_response(std::string_view name) {
  return name == "text" || name == "chunks" || name == "unmarked";
}

}  // namespace assay::testing
