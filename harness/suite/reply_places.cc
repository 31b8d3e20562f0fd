#include "harness/suite/reply_places.h"

#include <fmt/format.h>

#include <array>

#include "harness/base/text.h"

namespace assay {
namespace {

// Instead of a pointer: the text itself is the answer.
constexpr std::string_view kText = "text";
constexpr std::string_view kEvent = "event";

struct PathRow {
  std::string_view key;
  std::optional<std::string> ReplyPaths::*path;
};
constexpr std::array kPaths = {
    PathRow{"answer", &ReplyPaths::answer},
    PathRow{"reasoning", &ReplyPaths::reasoning},
    PathRow{"input_tokens", &ReplyPaths::input_tokens},
    PathRow{"output_tokens", &ReplyPaths::output_tokens},
    PathRow{"cost_usd", &ReplyPaths::cost_usd},
    PathRow{"model", &ReplyPaths::model},
    PathRow{"session", &ReplyPaths::session},
    PathRow{"error", &ReplyPaths::error},
    PathRow{"finish_reason", &ReplyPaths::finish_reason},
    PathRow{"tool_calls", &ReplyPaths::tool_calls},
};

// RFC 6901.
bool is_pointer(std::string_view text) {
  if (!text.empty() && text.front() != '/') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '~') continue;
    if (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1')) return false;
  }
  return true;
}

// "json.data[0].text" -> "/data/0/text", as other tools write places.
std::string as_pointer(std::string_view path) {
  for (const std::string_view root : {"$.", "json.", "data.body."}) {
    if (path.starts_with(root)) path.remove_prefix(root.size());
  }
  std::string pointer = "/";
  for (const char c : path) {
    if (c == '.' || c == '[')
      pointer += '/';
    else if (c != ']' && c != '\'' && c != '"')
      pointer += c;
  }
  return pointer;
}

class PlaceReader {
 public:
  PlaceReader(Loader& loader, Application& application)
      : loader_(loader), application_(application) {}

  void read_reply(const YamlNode& node) {
    std::vector<std::string_view> keys;
    for (const PathRow& row : kPaths) keys.push_back(row.key);
    const Fields fields(node, {"reply"}, keys, loader_.diagnostics);
    if (!fields.is_map()) return;
    const YamlNode* const answer = fields.find("answer");
    application_.reply_is_text = answer != nullptr && answer->is_scalar() && answer->text == kText;
    for (const PathRow& row : kPaths) {
      const YamlNode* const place = fields.find(row.key);
      if (place == nullptr || (place == answer && application_.reply_is_text)) continue;
      if (application_.reply_is_text && !application_.stream)
        error(*place, fmt::format("'answer: text' takes the whole reply as the answer: '{}' is "
                                  "nowhere in it",
                                  row.key));
      else
        application_.reply.*row.path = pointer(*place, row.key);
    }
  }

  void read_stream(const YamlNode& node) {
    const Fields fields(node, {"stream"}, {"format", "answer", "reasoning", "where", "end"},
                        loader_.diagnostics);
    if (!fields.is_map() || fields.require("format") == nullptr) return;
    ApplicationStream& stream = application_.stream.emplace();
    const std::vector<std::string> formats = {"sse", "ndjson", "text"};
    const auto format = fields.choice("format", formats);
    if (!format) return;
    stream.format = static_cast<ApplicationStream::Format>(*format);
    if (stream.format == ApplicationStream::Format::text) return refuse_events(fields);
    read_answer(fields, stream);
    if (const YamlNode* const place = fields.find("reasoning"))
      stream.reasoning = pointer(*place, "reasoning");
    if (const YamlNode* const where = fields.find("where"))
      stream.where = filter(*where, "where", stream);
    if (const YamlNode* const end = fields.find("end")) read_end(*end, stream);
  }

 private:
  void error(const YamlNode& node, std::string message) {
    loader_.diagnostics.error(node.position(), std::move(message));
  }

  std::optional<std::string> pointer(const YamlNode& node, std::string_view key) {
    const std::optional<std::string> text = loader_.read.text(node, fmt::format("'{}'", key));
    if (!text || is_pointer(*text)) return text;
    error(node, fmt::format("'{}' must be a JSON Pointer such as '{}'", key,
                            excerpt(as_pointer(*text), 80)));
    return std::nullopt;
  }

  void refuse_events(const Fields& fields) {
    for (const std::string_view key : {"answer", "reasoning", "where", "end"}) {
      if (const YamlNode* const node = fields.find(key))
        error(*node, fmt::format("a stream of text has no events: '{}' means nothing", key));
    }
  }

  void read_answer(const Fields& fields, ApplicationStream& stream) {
    const YamlNode* const answer = fields.find("answer");
    const bool is_sse = stream.format == ApplicationStream::Format::sse;
    if (answer == nullptr) {
      loader_.diagnostics.error(
          fields.position(), "'stream' needs 'answer': a JSON Pointer into its events" +
                                 std::string(is_sse ? ", or 'text' where they are the text" : ""));
      return;
    }
    if (is_sse && answer->is_scalar() && answer->text == kText) return;
    stream.answer = pointer(*answer, "answer").value_or("");
  }

  // {/pointer: value, event: name}
  EventFilter filter(const YamlNode& node, std::string_view key, const ApplicationStream& stream) {
    EventFilter made;
    if (!node.is_map() || node.entries() == 0) {
      error(node, fmt::format("'{}' must be a map of JSON Pointers to values", key));
      return made;
    }
    for (std::size_t i = 0; i < node.entries(); ++i) {
      const YamlNode& place = node.key(i);
      const YamlNode& value = node.value(i);
      if (!value.is_scalar() && !value.is_null()) {
        error(value, fmt::format("'{}' compares with a text, a number, true, false or null", key));
      } else if (place.text == kEvent && stream.format == ApplicationStream::Format::sse) {
        made.event = value.text;
      } else if (!stream.answer) {
        error(place, "events that are text have no places: only 'event', their name");
      } else if (const auto path = pointer(place, key)) {
        made.values.emplace_back(*path, to_json(value));
      }
    }
    return made;
  }

  void read_end(const YamlNode& node, ApplicationStream& stream) {
    if (node.is_map()) {
      stream.end_when = filter(node, "end", stream);
      return;
    }
    const std::optional<std::string> text = loader_.read.text(node, "'end'");
    if (!text) return;
    stream.end_text = trim(*text);
    if (stream.end_text.empty()) error(node, "'end' is empty: leave it out where there is none");
  }

  Loader& loader_;
  Application& application_;
};

}  // namespace

void read_reply_places(Loader& loader, const Fields& fields, const Owner& owner,
                       Application& application) {
  PlaceReader reader(loader, application);
  const YamlNode* const reply = fields.find("reply");
  const YamlNode* const stream = fields.find("stream");
  if (stream != nullptr) reader.read_stream(*stream);
  if (reply != nullptr) reader.read_reply(*reply);
  const bool streams_text =
      application.stream && application.stream->format == ApplicationStream::Format::text;
  if (streams_text && !application.reply.answer) application.reply_is_text = true;
  if (stream != nullptr || application.reply_is_text) return;
  if (reply != nullptr && reply->find("answer") != nullptr) return;
  loader.diagnostics.error(
      reply != nullptr ? reply->position() : fields.position(),
      fmt::format("{} needs 'reply: {{answer: /place}}', a JSON Pointer, or 'answer: text' where "
                  "the whole reply is the answer",
                  to_string(owner)));
}

}  // namespace assay
