// One cell on its way from the plan to its score. Internal to the runner.
//
// Flights are pooled: the request's buffers and the reader of the reply are used
// again, and what is the same for all cells of a variant is copied only when a
// flight changes variant.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/provider/rate_limits.h"
#include "harness/provider/reply_reader.h"
#include "harness/run/pacer.h"
#include "harness/run/runner.h"
#include "harness/run/transport.h"

namespace assay {

class Flight final : public ExchangeSink {
 public:
  // Ended exchanges are appended to `ended`, which outlives the flight: the
  // runner deals with them after the transport has delivered everything.
  Flight(const Clock& clock, std::vector<Flight*>& ended) : clock_(clock), ended_(ended) {}

  // A new cell, the `order`-th that was pulled.
  void load(Job job, std::uint64_t order);
  // A new attempt of run `run` at it, wanted since `wanted_at`: its request is written.
  void begin_attempt(const JobVariant& variant, std::string_view run, std::int64_t id,
                     Instant wanted_at);
  // What is asked has changed since its request was written: it is the `number`-th form.
  void ask_as(int number) {
    revision = number;
    encoded_ = false;
  }
  Intent intent() const;
  // Readies the reader; the request leaves now, at `now`, and could have left at
  // `departure.allowed_since` for all the lane cared.
  void mark_sent(const JobVariant& variant, const Departure& departure, Instant now);

  // Whether what leaves next, or has left, asks for a session: the question follows it.
  bool is_opening() const { return opening_ != nullptr; }
  // Takes what such an exchange brought and writes the question's request; why there is no session.
  std::optional<Failure> take_session(const JobVariant& variant);
  // Whether it is a turn of a conversation that has begun: who may have taken it must not be
  // asked it again there.
  bool is_later_turn() const { return talk_ && talk_->has_begun; }
  // Says so of a failure after which nobody knows. `may_repeat`: in another conversation.
  void withhold_turn(Failure& failure, bool may_repeat);

  // What the exchange brought. Call once, after its end.
  tl::expected<Reply, Failure> take_result();
  // Of an exchange that failed: what ReplyReader says under the same names.
  const Reply* broken_off() const;
  std::optional<RawReply> take_raw();
  // Divides the reply of a job that is several calls; why it cannot be.
  std::optional<Failure> divide(const Dialect& dialect, const Reply& reply);
  // The end of a job that is several calls, beside that of the first: each has its part of the
  // reply and of its cost, which is the whole together, or the failure.
  void add_others(CellOutcome& first) const;
  // The attempt as it is recorded.
  Attempt attempt_record(const std::optional<Failure>& failure, std::optional<Money> cost) const;
  // How long only the client itself kept the request back.
  Nanoseconds client_delay() const { return sent_at - intended_at; }
  // What the reply's head said of the server's quotas, and when it came.
  RateLimits rate_limits() const;
  std::optional<Instant> head_at() const { return head_at_; }
  // Whether the head of a reply has come, and is no error's.
  bool has_begun_well() const { return head_at_ && reader_->status() / 100 == 2; }
  // The record of an attempt that was never sent.
  Attempt unsent_record(const Failure& failure) const;

  // How many attempts ended with being told to wait, and how many otherwise.
  int attempts_like(FailureKind kind) const;
  // Sum over the attempts; nothing when one is unknown.
  std::optional<Money> spent() const;

  void on_head(int status, Headers headers) override;
  bool on_bytes(std::string_view bytes, Instant at) override;
  bool is_whole() const override;
  void on_end(std::optional<Failure> transport_failure) override;
  std::optional<Instant> payload_seen_at() const override;

  Job job;
  std::uint64_t order = 0;
  int revision = 0;                  // of its variant, when the request was written (refusals.h)
  std::vector<std::string> dropped;  // parameters that the request is without
  bool is_held = false;              // it waits for another request of its model
  HttpRequest request;
  Outcome outcome;  // attempts grow; the result is set at the end
  std::optional<Money> reply_cost;
  std::vector<Reply> parts;  // of the reply, where the job is several calls

  // Of the attempt under way.
  bool in_flight = false;  // the transport has it
  std::int64_t attempt_id = 0;
  Instant first_wanted_at{};  // of the cell's first attempt
  Instant wanted_at{};
  Instant intended_at{};
  Instant sent_at{};
  Instant ended_at{};
  Departure departure;
  TokenNeed need;  // as the lane's token quotas count it
  Money worst{};   // what the cap counts until the cost is known

 private:
  void encode(const JobVariant& variant, std::string_view run);
  void begin_conversation(const PreparedRequest& prepared, std::string_view run);
  void write(const PreparedRequest& prepared, const SessionName& session);
  void remember_session();
  std::vector<std::optional<Money>> part_costs() const;
  Timings timings() const;

  const Clock& clock_;
  std::vector<Flight*>& ended_;
  WallTime started_at_{};
  std::optional<std::uint32_t> prepared_variant_;
  bool encoded_ = false;
  bool priced_ = false;
  bool is_program_ = false;  // who is asked has no HTTP status
  std::optional<ReplyReader> reader_;
  std::optional<Instant> head_at_;
  std::optional<Instant> last_bytes_at_;
  std::shared_ptr<HeldConversation> talk_;      // null: none is held
  std::shared_ptr<const OpenRequest> opening_;  // of the attempt, until there is a session
  std::string opening_body_;
  const Application* application_ = nullptr;
  std::optional<Failure> transport_failure_;
};

// Whether an attempt that failed so cannot have cost anything: it never left, or
// was refused with an error status. A gateway's word that nothing good came from
// behind it (502, 504, 520, 524) is no refusal: the model may have answered.
bool surely_unbilled(const Failure& failure);

}  // namespace assay
