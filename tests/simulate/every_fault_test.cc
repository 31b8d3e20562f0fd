// What holds for every fault: it is the same each time, and a server that
// commits it against hundreds of clients goes on serving.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <vector>

#include "harness/simulate/models_file/parts.h"
#include "tests/simulate/journal_lines.h"
#include "tests/simulate/serve_faults.h"

namespace assay::testing {
namespace {

const char* const kEveryFault[] = {
    "status: 429, retry_after: 1",
    "status: 200, body_base64: /v8=",
    "status: 503, before_body: true",
    "reset_after_bytes: 200",
    "reset_after_events: 2",
    "close_after_bytes: 200",
    "close_after_events: all",
    "half_close_after_bytes: 200",
    "half_close_after_events: inside_character",
    "hold_after_bytes: 700",
    "hold_after_events: -1",
    "no_answer: true",
    "drip: bytes, interval_ms: 1",
    "drip: pings, interval_ms: 1",
    "truncate: 2",
    "truncate_bytes: 99",
    "garbage: true",
    "html: true",
    "error_in_200: openrouter",
    "error_mid_stream: with_done",
    "gzip_bomb: 2",
    "endless_body: true",
    "huge_line: 2",
    "deep_json: 100000",
    "header_bytes: 500000",
    "header_lines: 5000",
    "blank_lines: 3, interval_ms: 1",
    "slice: 1",
    "set: {/choices/0/delta/content: null}",
    "remove: [/choices]",
    "model_returned: other",
    "usage_returned: beyond",
    "after_reply: close",
    "after_reply: reset_on_next",
    "accept: reset",
    "accept: close",
    "accept: hold",
    "delay_ms: 5",
    "headers: {x: y}",
};
constexpr std::size_t kFaultCount = std::size(kEveryFault);

std::string request() {
  return http_request("POST", "/v1/chat/completions", {}, stream_body("a"));
}

// Faults that strike before a model is known; the first kind before a request is.
bool is_of_connection(std::string_view fault) {
  return fault.starts_with("accept:");
}
bool names_no_model(std::string_view fault) {
  return is_of_connection(fault) || fault.find("before_body") != std::string_view::npos;
}

// Nothing comes, and nothing can be compared without waiting for it.
bool is_silent(std::string_view fault) {
  return fault == "no_answer: true" || fault == "accept: hold";
}

constexpr std::size_t kCompared = 700;  // bytes; a reply has more

std::vector<std::string> collect(const std::string& fault) {
  const auto server = serve_faults("  - {probability: 0.5, " + fault + "}");
  std::vector<std::string> replies;
  for (int i = 0; i < 5; ++i) {
    const RawReply reply = exchange_bytes(server->port(), request(), kCompared);
    replies.push_back(reply.bytes.substr(0, kCompared));
  }
  return replies;
}

TEST(EveryFault, IsInTheTable) {
  for (const std::string_view key : effect_keys()) {
    EXPECT_TRUE(std::any_of(std::begin(kEveryFault), std::end(kEveryFault), [&](const char* fault) {
      return std::string_view(fault).starts_with(std::string(key) + ":");
    })) << key;
  }
}

TEST(EveryFault, StrikesTheSameRequestsInTheSameWay) {
  for (const char* fault : kEveryFault) {
    if (is_silent(fault)) continue;
    EXPECT_EQ(collect(fault), collect(fault)) << fault;
  }
}

// Fault i strikes requests (or connections) i, i + n, i + 2n …
std::string schedule(std::size_t rounds) {
  std::string faults;
  for (std::size_t i = 0; i < kFaultCount; ++i) {
    faults += "  - {at: [";
    for (std::size_t round = 0; round < rounds; ++round) {
      faults += std::to_string(i + 1 + round * kFaultCount) + ", ";
    }
    faults += names_no_model(kEveryFault[i]) ? "], " : "], model: a, ";
    faults += std::string(kEveryFault[i]) + "}\n";
  }
  return faults;
}

TEST(EveryFault, LeavesAServerThatGoesOn) {
  constexpr std::size_t kRounds = 8;
  const std::size_t refused = static_cast<std::size_t>(
      std::count_if(std::begin(kEveryFault), std::end(kEveryFault), is_of_connection));
  const std::size_t requests = kRounds * (kFaultCount - refused) + 2;
  const TemporaryFolder folder;
  ServerOptions options;
  options.root = folder.path();
  options.threads = 2;
  {
    const auto server =
        serve("journal: seen.jsonl" + std::string(kFaultyModels) + "faults:\n" + schedule(kRounds),
              options);
    std::vector<std::unique_ptr<RawConnection>> clients;  // all at once
    for (std::size_t i = 0; i < kRounds * kFaultCount; ++i) {
      clients.push_back(std::make_unique<RawConnection>(server->port(), 5));
      clients.back()->send(request());
    }
    for (const auto& client : clients) client->read(10'000);
    // While those of the silent faults still wait, others are served.
    EXPECT_EQ(post(server->port(), "/v1/chat/completions", chat_body("b", "France?")).status, 200);
    clients.clear();
    const RawReply reply = post(server->port(), "/v1/chat/completions", chat_body("b", "France?"));
    EXPECT_TRUE(reply.is_whole);
    EXPECT_NE(reply.body.find("Paris"), std::string::npos);
    wait_for_requests(*server, requests);
    EXPECT_EQ(server->stats().requests, requests);
  }
  std::set<std::int64_t> numbers;
  for (const Json& line : journal_of(folder)) numbers.insert(line["number"].get<std::int64_t>());
  EXPECT_EQ(journal_of(folder).size(), requests);
  EXPECT_EQ(numbers.size(), requests);
}

}  // namespace
}  // namespace assay::testing
