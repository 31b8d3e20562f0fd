#include "harness/run/flight.h"

#include <algorithm>
#include <array>
#include <utility>

#include "harness/base/apportion.h"
#include "harness/base/mark.h"

namespace assay {
namespace {

// A reply to a request for a session is read so far.
constexpr std::size_t kMostOfSession = std::size_t{1} << 20;

}  // namespace

void Flight::load(Job new_job, std::uint64_t new_order) {
  job = std::move(new_job);
  order = new_order;
  outcome.attempts.clear();
  reply_cost.reset();
  parts.clear();
  encoded_ = false;
  is_held = false;
  talk_ = job.conversation;
  opening_.reset();
}

void Flight::begin_attempt(const JobVariant& variant, std::string_view run, std::int64_t id,
                           Instant since) {
  attempt_id = id;
  wanted_at = since;
  if (outcome.attempts.empty()) first_wanted_at = since;
  started_at_ = clock_.wall();
  encode(variant, run);
}

Intent Flight::intent() const {
  Intent intent;
  intent.attempt_id = attempt_id;
  intent.key = job.key;
  intent.cell = job.cell;
  intent.number = static_cast<int>(outcome.attempts.size()) + 1;
  intent.started_at = started_at_;
  if (priced_) intent.worst = worst;
  return intent;
}

// What an attempt has begun on the other side is no place to begin again.
void Flight::begin_conversation(const PreparedRequest& prepared, std::string_view run) {
  if (!talk_) talk_ = std::make_shared<HeldConversation>();
  request.cookies = &talk_->cookies;
  if (talk_->has_begun) return;
  *talk_ = HeldConversation{};
  opening_ = prepared.open->opening;
  if (!prepared.open->application->session)
    talk_->session.text = session_name(job.key.view(), run, attempt_id);
}

void Flight::write(const PreparedRequest& prepared, const SessionName& session) {
  request.method = prepared.method;
  request.body.clear();
  if (prepared.dialect->write_request != nullptr)
    prepared.dialect->write_request(prepared, job.messages, {session, job.about}, request);
  else
    prepared.dialect->append_body(prepared, job.messages, request.body);
}

void Flight::encode(const JobVariant& variant, std::string_view run) {
  const PreparedRequest& prepared = variant.request;
  const bool is_talk = prepared.open && prepared.open->is_of_conversation;
  if (encoded_ && !is_talk && !prepared.program) return;
  encoded_ = true;
  if (prepared_variant_ != job.variant) {
    prepared_variant_ = job.variant;
    request.url = prepared.url;
    request.headers = prepared.headers;
  }
  request.cookies = nullptr;
  if (is_talk) begin_conversation(prepared, run);
  SessionName session = talk_ ? talk_->session : SessionName();
  if (prepared.program) session.text = session_name(job.key.view(), run, attempt_id);
  write(prepared, session);

  need.input = estimate_tokens(request.body);
  need.output = prepared.bound.output();
  // No tokenizer makes more tokens than there are bytes, and the body, or of an application the
  // URL, holds every byte the model reads.
  const std::size_t in_url = prepared.open ? request.url.size() : 0;
  const auto most_input = static_cast<std::int64_t>(request.body.size() + in_url);
  priced_ = variant.price.has_value();
  worst = priced_ ? worst_cost(*variant.price, prepared.bound, most_input) : Money{};
  if (!opening_) return;
  request.method = opening_->application->method;
  fill_request(*opening_, {}, {{}, job.about}, request);
}

std::optional<Failure> Flight::take_session(const JobVariant& variant) {
  if (transport_failure_) return std::exchange(transport_failure_, std::nullopt);
  const SessionRules& rules = *variant.request.open->application->session;
  tl::expected<SessionName, Failure> told = opened_session(
      rules, reader_->status(), reader_->headers(), opening_body_, talk_->cookies, clock_.wall());
  if (!told) return std::move(told.error());
  talk_->session = std::move(*told);
  opening_.reset();
  write(variant.request, talk_->session);
  return std::nullopt;
}

void Flight::withhold_turn(Failure& failure, bool may_repeat) {
  if (!failure.retryable || !may_have_acted(failure)) return;
  ASSAY_MARK("conversation.broken");
  failure.retryable = false;
  talk_->is_broken = may_repeat;
  failure.message += may_repeat ? "; its conversation may have taken the turn, and cannot go on"
                                : "; not asked again, since it may have been acted on ('retry: "
                                  "true' begins the conversation anew)";
}

// What the next turn is asked in.
void Flight::remember_session() {
  if (!talk_) return;
  talk_->has_begun = true;
  const std::optional<SessionRules>& rules = application_->session;
  if (rules && rules->request) return;
  std::optional<SessionName> told =
      rules ? told_session(*rules, reader_->headers(), talk_->cookies, reader_->session())
            : reader_->session();
  if (told && !told->empty()) talk_->session = std::move(*told);
}

void Flight::mark_sent(const JobVariant& variant, const Departure& left, Instant now) {
  departure = left;
  intended_at = std::max(left.allowed_since, wanted_at);
  sent_at = now;
  head_at_.reset();
  last_bytes_at_.reset();
  transport_failure_.reset();
  is_program_ = variant.request.program != nullptr;
  if (reader_)
    reader_->reset(*variant.request.dialect, variant.request.stream);
  else
    reader_.emplace(*variant.request.dialect, variant.request.stream);
  reader_->set_reasoning_tags(variant.request.reasoning_tags);
  application_ = variant.request.open ? variant.request.open->application.get() : nullptr;
  reader_->set_application(application_);
  opening_body_.clear();
}

void Flight::on_head(int status, Headers headers) {
  head_at_ = clock_.now();
  reader_->on_head(status, std::move(headers));
}

bool Flight::on_bytes(std::string_view bytes, Instant at) {
  last_bytes_at_ = at;
  if (!opening_) return reader_->on_bytes(bytes, at);
  opening_body_ += bytes;
  return opening_body_.size() <= kMostOfSession;
}

bool Flight::is_whole() const {
  return !opening_ && reader_->complete();
}

void Flight::on_end(std::optional<Failure> transport_failure) {
  ended_at = clock_.now();
  transport_failure_ = std::move(transport_failure);
  ended_.push_back(this);
}

std::optional<Instant> Flight::payload_seen_at() const {
  return reader_->marks().last_payload;
}

tl::expected<Reply, Failure> Flight::take_result() {
  // A server may keep the connection open after the last byte, and an answer of a program is
  // told by another thread: that is not the model's time.
  const bool is_whole = reader_->complete() || is_program_;
  if (is_whole && last_bytes_at_) ended_at = *last_bytes_at_;
  tl::expected<Reply, Failure> result =
      reader_->finish(std::move(transport_failure_), clock_.wall());
  if (!result && is_program_) result.error().http_status = 0;
  if (result) remember_session();
  return result;
}

const Reply* Flight::broken_off() const {
  return reader_->broken_off();
}
std::optional<RawReply> Flight::take_raw() {
  return reader_->take_raw();
}

std::optional<Failure> Flight::divide(const Dialect& dialect, const Reply& reply) {
  if (job.more.empty()) return std::nullopt;
  tl::expected<std::vector<Reply>, Failure> divided = dialect.split(reply, job.messages);
  if (!divided) return std::move(divided.error());
  parts = std::move(*divided);
  return std::nullopt;
}

std::vector<std::optional<Money>> Flight::part_costs() const {
  std::vector<std::optional<Money>> costs(parts.size());
  if (parts.empty() || !reply_cost) return costs;
  std::vector<std::int64_t> tokens;
  for (const Reply& part : parts) tokens.push_back(part.usage.input.value_or(0));
  const std::vector<std::int64_t> picos = apportion(reply_cost->picos, tokens);
  for (std::size_t i = 0; i < costs.size(); ++i) costs[i] = Money{picos[i]};
  return costs;
}

void Flight::add_others(CellOutcome& first) const {
  if (job.more.empty()) return;
  const std::vector<std::optional<Money>> costs = part_costs();
  if (!costs.empty()) first.cost = costs.front();
  for (std::size_t i = 0; i < job.more.size(); ++i) {
    CellOutcome other;
    other.cell.id = job.more[i].cell;
    other.cell.key = job.more[i].key;
    other.cell.spent = Money{};
    other.cell.failure = first.cell.failure;
    other.timings = first.timings;
    if (!first.cell.failure) {
      other.reply = parts[i + 1];
      other.cost = costs[i + 1];
    }
    first.with.push_back(std::move(other));
  }
}

Timings Flight::timings() const {
  const StreamMarks& marks = reader_->marks();
  const auto offset = [this](std::optional<Instant> at) -> std::optional<Nanoseconds> {
    if (!at) return std::nullopt;
    return *at - intended_at;
  };
  Timings times;
  times.sent = sent_at - intended_at;
  times.first_byte = offset(head_at_ ? head_at_ : marks.first_byte);
  times.first_reasoning = offset(marks.first_reasoning);
  times.first_answer = offset(marks.first_answer);
  times.last_token = offset(marks.last_token);
  times.done = offset(ended_at);
  if (marks.pieces > 0) times.pieces = marks.pieces;
  if (marks.pieces > 1) times.longest_gap = marks.longest_gap;
  return times;
}

Attempt Flight::attempt_record(const std::optional<Failure>& failure,
                               std::optional<Money> cost) const {
  Attempt attempt;
  attempt.number = static_cast<int>(outcome.attempts.size()) + 1;
  attempt.started_at = started_at_;
  attempt.timings = timings();
  if (!is_program_) attempt.http_status = failure ? failure->http_status : reader_->status();
  attempt.failure = failure;
  attempt.cost = cost;
  return attempt;
}

RateLimits Flight::rate_limits() const {
  return rate_limits_in(reader_->headers(), clock_.wall());
}

Attempt Flight::unsent_record(const Failure& failure) const {
  Attempt attempt;
  attempt.number = static_cast<int>(outcome.attempts.size()) + 1;
  attempt.started_at = started_at_;
  attempt.failure = failure;
  attempt.cost = Money{};
  return attempt;
}

int Flight::attempts_like(FailureKind kind) const {
  const bool limited = kind == FailureKind::rate_limited;
  return static_cast<int>(std::count_if(
      outcome.attempts.begin(), outcome.attempts.end(), [limited](const Attempt& attempt) {
        return attempt.failure && (attempt.failure->kind == FailureKind::rate_limited) == limited;
      }));
}

std::optional<Money> Flight::spent() const {
  Money sum;
  for (const Attempt& attempt : outcome.attempts) {
    if (!attempt.cost) return std::nullopt;
    sum += *attempt.cost;
  }
  return sum;
}

bool surely_unbilled(const Failure& failure) {
  constexpr std::array kOfGateways{502, 504, 520, 524};
  if (failure.http_status == 0) return failure.code == kNotSent;
  const bool is_of_gateway =
      std::find(kOfGateways.begin(), kOfGateways.end(), failure.http_status) != kOfGateways.end();
  ASSAY_MARK_IF(is_of_gateway, "gateway.gave_up");
  return failure.http_status >= 400 && !is_of_gateway;
}

}  // namespace assay
