// The simulated network and the model server behind it: what it is asked, what it
// answers, what of the answer comes home, and what it bills.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/money.h"
#include "harness/provider/price.h"
#include "harness/provider/reply.h"
#include "harness/run/transport.h"
#include "tests/simulation/world.h"

namespace assay::testing {

// A model that is asked of answers whether they say yes.
inline constexpr const char* kJudge = "judge";
inline constexpr const char* kVerdicts[] = {R"({"reason":"so it is","verdict":"pass"})",
                                            R"({"reason":"it is not","verdict":"fail"})"};
// And which of two answers does, by whether the first and the second do.
inline const char* preference_of(bool is_first, bool is_second) {
  if (is_first == is_second) return R"({"reason":"as is the other","verdict":"tie"})";
  return is_first ? R"({"reason":"so is the first","verdict":"first"})"
                  : R"({"reason":"so is the second","verdict":"second"})";
}
inline bool is_verdict(std::string_view text) {
  return text == kVerdicts[0] || text == kVerdicts[1] || text == preference_of(true, false) ||
         text == preference_of(false, true) || text == preference_of(true, true);
}
// A model that plays users, and what it says when it has what it wants, or not.
inline constexpr const char* kUser = "user";
inline constexpr const char* kUserEnds[] = {R"({"message":"","status":"reached"})",
                                            R"({"message":"","status":"gave_up"})"};
inline bool is_end(std::string_view line) {
  return line == kUserEnds[0] || line == kUserEnds[1];
}
inline bool is_line(std::string_view text) {
  return is_end(text) || text.starts_with(R"({"message":"case)");
}
// A tool that answers by itself, and how a question says that it does.
inline constexpr const char* kTool = "look";
inline constexpr const char* kToolSays = "it is there";
inline constexpr const char* kWithTools = " with tools";
// What a reply says, and what a request says that it said.
inline std::string said_in(const Reply& reply) {
  if (reply.tool_calls.empty()) return reply.answer;
  return "calls as " + reply.tool_calls.front().id;
}
inline bool calls_tool(std::string_view said) {
  return said.starts_with("calls as ");
}
inline bool says_yes(std::string_view text) {
  return text.find("yes to ") != std::string::npos;
}

// What became of a request, by the server's own books.
struct Served {
  std::int64_t attempt = 0;
  int session = 0;
  std::string url;
  std::string model;                         // that it was for
  std::string question;                      // the last that a user says
  std::vector<std::string> said;             // all of its messages, each after its role
  Money bill;                                // charged, whether or not an answer came home
  bool has_left = true;                      // false: not a byte of it
  int status = 0;                            // of the answer; 0: none
  std::optional<Reply> reply;                // what a whole answer said
  std::optional<std::chrono::seconds> wait;  // that it asked for
  bool has_usage = true;                     // and whether it told what it counts
  std::string unreadable;                    // a whole 2xx that says nothing
  bool is_final = false;                     // it refuses, and asking again is of no use
  bool is_home = false;                      // all of the answer was delivered
  bool is_cut_off = false;                   // the client hung up before it was
  Instant left_at{};
  Instant home_at{};
  bool is_forced = false;  // the log was forced to the disk after it had left
  bool is_lost = false;    // to a power cut, which may cost the last second
};

class Network final : public Transport {
 public:
  Network(World& world, std::map<std::string, Price> prices)
      : world_(world), prices_(std::move(prices)) {}

  // A new process.
  void begin_session();

  void start(std::uint64_t id, const HttpRequest& request, const Timeouts& timeouts,
             ExchangeSink& sink) override;
  void cancel(std::uint64_t id) override;
  void drive(Instant until) override;
  std::span<const Nanoseconds> lateness() const override { return late_; }
  void wake() override { is_woken_ = true; }

  int in_flight(const std::string& url) const;
  Money billed() const;  // but for what a power cut took

  std::function<void(const Served&)> on_leaving;  // before it does
  std::function<void()> on_step;                  // at the beginning of every drive()

  std::vector<Served> served;
  int session = 0;
  // Of this session:
  std::map<std::string, Instant> told_to_wait;  // by url: until when
  std::vector<std::size_t> came_home;           // of what was served, in this order

 private:
  struct Event {
    std::uint64_t id = 0;
    int status = 0;  // a head
    Headers headers;
    std::string bytes;
    bool ends = false;
    std::optional<Failure> failure;
  };
  struct Exchange {
    ExchangeSink* sink = nullptr;
    std::size_t served = 0;
  };
  void answer(std::uint64_t id, Served& served, const HttpRequest& request);
  void bill(Served& served, const HttpRequest& request);
  void reply(Served& served, const HttpRequest& request);
  std::string verdict_on(const std::string& material);
  std::string line_to(const std::vector<std::string>& said);
  bool calls_tool_in(const Served& asked, const HttpRequest& request);
  std::string body_of(const Served& served, bool streams) const;
  void send_back(std::uint64_t id, Instant at, int status, Headers headers, const std::string& body,
                 std::optional<Failure> failure);
  void deliver(const Event& event);

  World& world_;
  std::map<std::string, Price> prices_;  // by model
  std::string refused_;                  // the model whose key is not accepted in this session
  std::map<std::uint64_t, Exchange> exchanges_;
  std::multimap<Instant, Event> events_;
  std::vector<Nanoseconds> late_;
  bool is_woken_ = false;
};

}  // namespace assay::testing
