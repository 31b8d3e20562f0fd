// A network that a test scripts, on a clock that the test moves.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/run/transport.h"

namespace assay::testing {

// What comes back for one request.
struct FakeAnswer {
  Nanoseconds delay = milliseconds{10};  // from the request's start; all arrives at once
  int status = 200;                      // 0: no head, only `failure`
  Headers headers;
  std::string body;
  std::optional<Failure> failure;  // what the transport says at the end
};

// drive() moves the clock to the next answer, or to `until` when there is none
// before it; an answer never comes in real time.
class FakeTransport final : public Transport {
 public:
  // Called when a request leaves; `number` counts requests from 1.
  using Script = std::function<FakeAnswer(const HttpRequest& request, int number)>;

  struct Sent {
    std::uint64_t id;
    std::string url;
    std::string body;
    Instant at;
  };

  FakeTransport(ManualClock& clock, Script script) : clock_(clock), script_(std::move(script)) {}

  void start(std::uint64_t id, const HttpRequest& request, const Timeouts& timeouts,
             ExchangeSink& sink) override;
  void cancel(std::uint64_t id) override;
  void drive(Instant until) override;
  std::span<const Nanoseconds> lateness() const override { return late; }
  void wake() override;

  // Lets other threads finish what they have in hand, so that a wake() they owe
  // has come before drive() decides to move the clock.
  std::function<void()> before_waiting;

  std::vector<Nanoseconds> late;  // what every drive() claims of its ticks
  std::vector<Sent> sent;         // every request, in order
  std::vector<std::uint64_t> cancelled;
  std::size_t most_in_flight = 0;

 private:
  struct Pending {
    std::uint64_t id;
    ExchangeSink* sink;
    FakeAnswer answer;
  };
  void deliver(const Pending& pending);

  ManualClock& clock_;
  Script script_;
  std::multimap<Instant, Pending> pending_;  // by the instant the answer comes
  std::atomic<bool> woken_ = false;
};

}  // namespace assay::testing
