#include "harness/provider/reply_reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include "harness/base/encoding.h"
#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "harness/provider/conclude.h"
#include "harness/provider/failure.h"
#include "harness/provider/quirks.h"
#include "harness/provider/retry_after.h"
#include "harness/provider/stream_framing.h"
#include "harness/provider/wire_json.h"

namespace assay {
namespace {

constexpr std::size_t kKeptReplyCapacity = std::size_t{1} << 20;  // from one reply to the next

enum class Form { undecided, body, stream };

StreamFraming::Form framing_of(const Application* application) {
  if (application == nullptr || !application->stream) return StreamFraming::Form::events;
  switch (application->stream->format) {
    case ApplicationStream::Format::ndjson:
      return StreamFraming::Form::lines;
    case ApplicationStream::Format::text:
      return StreamFraming::Form::text;
    case ApplicationStream::Format::sse:
      break;
  }
  return StreamFraming::Form::events;
}

bool has_type(const Headers& headers, std::string_view type) {
  const Header* const header = find_header(headers, "content-type");
  return header != nullptr && to_lower_ascii(header->value).find(type) != std::string::npos;
}

// Where only a header says in which tier a reply was served: words that are one.
void take_tier(const Headers& headers, std::string_view name, Reply& reply) {
  constexpr std::array<std::string_view, 3> kTiers = {"standard", "flex", "priority"};
  const Header* const header = name.empty() ? nullptr : find_header(headers, name);
  if (header == nullptr || !reply.service_tier.empty()) return;
  const std::string tier = to_lower_ascii(header->value);
  if (std::find(kTiers.begin(), kTiers.end(), tier) != kTiers.end()) reply.service_tier = tier;
}

// So that each fault of the network is known to have come to what it is called.
void mark(const Failure& failure) {
  switch (failure.kind) {
    case FailureKind::connect:
      ASSAY_MARK("failure.connect");
      return;
    case FailureKind::timeout:
      ASSAY_MARK("failure.timeout");
      return;
    case FailureKind::rate_limited:
      ASSAY_MARK("failure.rate_limited");
      return;
    case FailureKind::overloaded:
      ASSAY_MARK("failure.overloaded");
      return;
    case FailureKind::quota:
      ASSAY_MARK("failure.quota");
      return;
    case FailureKind::auth:
      ASSAY_MARK("failure.auth");
      return;
    case FailureKind::not_found:
      ASSAY_MARK("failure.not_found");
      return;
    case FailureKind::invalid_request:
      ASSAY_MARK("failure.invalid_request");
      return;
    case FailureKind::bad_reply:
      ASSAY_MARK("failure.bad_reply");
      return;
    case FailureKind::truncated:
      ASSAY_MARK("failure.truncated");
      return;
    case FailureKind::too_large:
      ASSAY_MARK("failure.too_large");
      return;
    case FailureKind::offline:
    case FailureKind::cancelled:
    case FailureKind::judge:
    case FailureKind::script:
    case FailureKind::user:
      return;  // not of a reply
  }
}

}  // namespace

struct ReplyReader::State {
  const Dialect* dialect = nullptr;
  bool stream_requested = false;
  ReplyBounds bounds;
  StreamFraming framing;

  int status = 0;
  Headers headers;
  StreamMarks marks;
  Form form = Form::undecided;
  std::string body;  // what came; of a stream at most bounds.raw_bytes
  std::span<const ReasoningTags> reasoning_tags;
  const Application* application = nullptr;
  std::size_t bytes_seen = 0;
  bool any_event = false;
  std::optional<Failure> bound_reached;
  StreamState stream;
  Instant now{};  // of the bytes being read

  explicit State(ReplyBounds limits) : bounds(limits), framing(limits.sse_line_bytes) {}

  bool succeeded() const {
    return application != nullptr ? application->accepts(status) : status >= 200 && status < 300;
  }

  // A stream is told from a body by its first byte rather than its headers:
  // errors come as JSON where a stream was asked for, and the other way round.
  // White space (DeepSeek's keep-alive) and a BOM decide nothing.
  void decide_form() {
    const std::string_view text = skip_prelude(body);
    if (text.empty()) {
      body.clear();  // or minutes of blank lines would be searched again and again
      return;
    }
    if (kByteOrderMark.starts_with(text)) return;  // the rest of it is to come
    const char first = text.front();
    if (application != nullptr) {
      const bool streams = stream_requested && application->stream;
      form = succeeded() && streams && application->stream->may_begin_with(first) ? Form::stream
                                                                                  : Form::body;
      return;
    }
    const bool is_document = first == '{' || first == '[' || first == '<';
    const bool says_stream = has_type(headers, "text/event-stream");
    const bool may_stream = says_stream || (stream_requested && !has_type(headers, "text/html"));
    form = succeeded() && !is_document && may_stream ? Form::stream : Form::body;
  }

  bool reach_bound(std::string_view what, std::size_t bytes) {
    ASSAY_MARK("reply.bound_reached");
    bound_reached =
        make_failure(FailureKind::too_large, false,
                     std::string(what) + " is longer than " + std::to_string(bytes) + " bytes");
    return false;
  }

  void take_event(const SseEvent& event) {
    if (stream.saw_done) return;
    // A name without data says something where the suite says what.
    const bool is_bare_name = event.data.empty();
    if (is_bare_name && application == nullptr) return;
    any_event = true;
    if (application == nullptr && event.data.starts_with("[DONE]")) {
      stream.saw_done = true;
      return;
    }
    if (event.name == "ping") return;  // Anthropic's keep-alive is no payload either
    if (!is_bare_name) marks.last_payload = now;
    stream.got_reasoning = stream.got_answer = stream.retracted_answer = false;
    dialect->on_event(event, stream);
    mark_tokens();
  }

  void mark_tokens() {
    if (stream.retracted_answer && marks.first_answer) {
      if (!marks.first_reasoning) marks.first_reasoning = marks.first_answer;
      marks.first_answer.reset();
    }
    if (stream.got_reasoning && !marks.first_reasoning) marks.first_reasoning = now;
    if (stream.got_answer && !marks.first_answer) marks.first_answer = now;
    if (!stream.got_reasoning && !stream.got_answer) return;
    if (marks.last_token) marks.longest_gap = std::max(marks.longest_gap, now - *marks.last_token);
    marks.last_token = now;
    ++marks.pieces;
  }

  bool feed_stream(std::string_view bytes) {
    if (body.size() < bounds.raw_bytes) body += bytes.substr(0, bounds.raw_bytes - body.size());
    const bool fits = framing.feed(bytes, [this](const SseEvent& event) { take_event(event); });
    if (!fits) return reach_bound("a line of the stream", bounds.sse_line_bytes);
    if (framing.in_payload()) marks.last_payload = now;
    return true;
  }

  // An event that the stream ended in the middle of counts if it is whole.
  void flush_stream() {
    const bool had_failed = stream.failure.has_value();
    const bool had_ended = stream.has_ended();
    framing.finish([this](const SseEvent& event) { take_event(event); });
    const bool broken = stream.failure && stream.failure->kind == FailureKind::bad_reply;
    const bool ended_with_it = !had_ended && stream.has_ended();
    if (!had_failed && broken && !ended_with_it) stream.failure.reset();
  }

  // Where only the end of the response says that a text is whole, and it has no length, one that
  // was cut looks like it.
  void note_open_end() {
    const bool has_length = find_header(headers, "content-length") != nullptr ||
                            find_header(headers, "transfer-encoding") != nullptr;
    if (!has_length)
      note_quirk(stream.reply, "a reply without an end mark or a length: a cut would not be seen");
  }

  // Where no end mark was named, the end of the response is the end.
  tl::expected<Reply, Failure> finish_application(std::optional<Failure>&& transport_failure) {
    const ApplicationStream& rules = *application->stream;
    const bool had_failed = stream.failure.has_value();
    framing.finish([this](const SseEvent& event) { take_event(event); });
    if (had_failed || (stream.failure && !transport_failure && !rules.names_its_end()))
      return tl::unexpected(std::move(*stream.failure));
    if (!stream.saw_done && transport_failure) return tl::unexpected(std::move(*transport_failure));
    if (!stream.saw_done && rules.names_its_end())
      return tl::unexpected(truncated_reply("the stream ended without its end mark", body));
    if (stream.failure) return tl::unexpected(std::move(*stream.failure));
    const std::string place = rules.answer ? " at '" + *rules.answer + "'" : "";
    if (!stream.found_answer && stream.reply.tool_calls.empty())
      return tl::unexpected(bad_reply("no event of the stream has an answer" + place, body));
    if (is_html_page(stream.content.text()))
      return tl::unexpected(bad_reply("the reply is an HTML page", body));
    if (!stream.saw_done) note_open_end();
    return conclude(stream);
  }

  tl::expected<Reply, Failure> finish_stream(std::optional<Failure>&& transport_failure) {
    if (application != nullptr && application->stream)
      return finish_application(std::move(transport_failure));
    flush_stream();
    if (stream.failure) return tl::unexpected(std::move(*stream.failure));
    if (stream.has_ended()) return conclude(stream);
    if (transport_failure) return tl::unexpected(std::move(*transport_failure));
    if (!any_event && !has_type(headers, "text/event-stream")) {
      return tl::unexpected(bad_reply("the reply is neither a stream nor JSON", body));
    }
    return tl::unexpected(make_failure(FailureKind::truncated, true,
                                       any_event ? "the stream ended without a finish reason"
                                                 : "the stream ended without an event"));
  }

  tl::expected<Reply, Failure> finish_body(std::optional<Failure>&& transport_failure) {
    // Programs forget to say that their JSON is no page.
    const bool may_be_document = application != nullptr && !application->reply_is_text;
    if (has_type(headers, "text/html") && !may_be_document) {
      return tl::unexpected(transport_failure ? std::move(*transport_failure)
                                              : bad_reply("the reply is an HTML page", body));
    }
    // Of a text only the transport knows that it was cut.
    if (transport_failure && application != nullptr && application->reply_is_text)
      return tl::unexpected(std::move(*transport_failure));
    if (application != nullptr && application->reply_is_text) note_open_end();
    tl::expected<Reply, Failure> reply = dialect->decode_body(body, stream);
    // A body that is cut does not parse: the transport knows why it was cut.
    const bool unreadable = !reply && reply.error().kind == FailureKind::bad_reply;
    if (unreadable && transport_failure) return tl::unexpected(std::move(*transport_failure));
    return reply;
  }

  tl::expected<Reply, Failure> finish(std::optional<Failure>&& transport_failure,
                                      const std::optional<WallTime>& wall) {
    if (bound_reached) return tl::unexpected(std::move(*bound_reached));
    if (status == 0) {
      if (transport_failure) return tl::unexpected(std::move(*transport_failure));
      return tl::unexpected(make_failure(FailureKind::connect, true, "no response"));
    }
    if (!succeeded() && status < 300)
      return tl::unexpected(bad_reply(
          "HTTP " + std::to_string(status) + " is not among the suite's ok_status", body));
    if (!succeeded()) return tl::unexpected(failure_of_status(status, body, wall));
    if (form == Form::stream) return finish_stream(std::move(transport_failure));
    if (form == Form::body) return finish_body(std::move(transport_failure));
    if (transport_failure) return tl::unexpected(std::move(*transport_failure));
    return tl::unexpected(make_failure(FailureKind::truncated, true, "the reply is empty"));
  }
};

ReplyReader::ReplyReader(const Dialect& dialect, bool stream_requested, ReplyBounds bounds)
    : state_(std::make_unique<State>(bounds)) {
  reset(dialect, stream_requested);
}

ReplyReader::~ReplyReader() = default;
ReplyReader::ReplyReader(ReplyReader&&) noexcept = default;
ReplyReader& ReplyReader::operator=(ReplyReader&&) noexcept = default;

void ReplyReader::reset(const Dialect& dialect, bool stream_requested) {
  State& state = *state_;
  state.dialect = &dialect;
  state.stream_requested = stream_requested;
  state.framing.reset(framing_of(state.application));
  state.status = 0;
  state.headers.clear();
  state.marks = {};
  state.form = Form::undecided;
  state.body.clear();
  if (state.body.capacity() > kKeptReplyCapacity) state.body.shrink_to_fit();
  state.bytes_seen = 0;
  state.any_event = false;
  state.bound_reached.reset();
  state.stream = {};
  state.stream.reasoning_tags = state.reasoning_tags;
  state.stream.application = state.application;
}

void ReplyReader::set_reasoning_tags(std::span<const ReasoningTags> tags) {
  state_->reasoning_tags = state_->stream.reasoning_tags = tags;
}

void ReplyReader::set_application(const Application* application) {
  state_->application = state_->stream.application = application;
  state_->framing.reset(framing_of(application));
}

void ReplyReader::on_head(int status, Headers headers) {
  state_->status = status;
  state_->headers = std::move(headers);
}

bool ReplyReader::on_bytes(std::string_view bytes, Instant at) {
  State& state = *state_;
  if (state.bound_reached) return false;
  if (bytes.empty()) return true;
  state.now = at;
  if (!state.marks.first_byte) state.marks.first_byte = at;
  state.bytes_seen += bytes.size();
  if (state.bytes_seen > state.bounds.body_bytes) {
    return state.reach_bound("the reply", state.bounds.body_bytes);
  }
  if (state.form == Form::stream) return state.feed_stream(bytes);
  if (state.form == Form::body && !trim(bytes).empty()) {
    state.marks.last_payload = at;
  }
  state.body += bytes;
  if (state.form != Form::undecided) return true;
  state.decide_form();
  if (state.form == Form::body) state.marks.last_payload = at;
  if (state.form != Form::stream) return true;
  const std::string begun = std::exchange(state.body, {});
  return state.feed_stream(skip_prelude(begun));
}

bool ReplyReader::complete() const {
  return state_->stream.saw_done;
}

tl::expected<Reply, Failure> ReplyReader::finish(std::optional<Failure> transport_failure,
                                                 std::optional<WallTime> wall) {
  State& state = *state_;
  if (const Header* const date = find_header(state.headers, "date")) {
    if (const std::optional<WallTime> server = parse_http_date(date->value)) wall = server;
  }
  [[maybe_unused]] const bool is_lost = transport_failure.has_value();
  tl::expected<Reply, Failure> result = state.finish(std::move(transport_failure), wall);
  if (result) take_tier(state.headers, state.dialect->tier_header, *result);
  if (!result && state.status != 0) {
    apply_headers(result.error(), state.status, state.headers, wall);
  }
  if (!result) mark(result.error());
  ASSAY_MARK_IF(result && is_lost, "reply.whole_before_the_loss");
  return result;
}

const std::optional<SessionName>& ReplyReader::session() const {
  return state_->stream.session;
}

const Reply* ReplyReader::broken_off() const {
  return state_->stream.broke_off ? &state_->stream.reply : nullptr;
}

std::optional<RawReply> ReplyReader::take_raw() {
  State& state = *state_;
  const bool is_whole = state.bytes_seen <= state.bounds.raw_bytes;
  if (!state.succeeded() || state.body.empty() || !is_whole) return std::nullopt;
  const Header* const type = find_header(state.headers, "content-type");
  return RawReply{std::string(state.dialect->name), state.stream_requested, state.status,
                  type == nullptr ? "" : type->value, std::move(state.body)};
}

int ReplyReader::status() const {
  return state_->status;
}
const Headers& ReplyReader::headers() const {
  return state_->headers;
}
const StreamMarks& ReplyReader::marks() const {
  return state_->marks;
}

Failure failure_from(int status, const Headers& headers, std::string_view body, WallTime wall) {
  const bool succeeded = status >= 200 && status < 300;
  Failure failure;
  if (succeeded) {
    std::optional<Failure> found = error_in(parse_wire(body), status, wall);
    failure = found ? std::move(*found) : bad_reply("the reply is not what was asked for", body);
  } else {
    failure = failure_of_status(status, body, wall);
  }
  apply_headers(failure, status, headers, wall);
  return failure;
}

}  // namespace assay
