#include "harness/run/runner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/run/runner_fixture.h"

namespace assay::testing {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using End = RunnerResult::End;

TEST(Runner, AsksEveryCellOnceAndKeepsItsReply) {
  RunnerFixture run([](const HttpRequest&, int) { return reply_of("Paris"); });
  run.add_variant();
  const RunnerResult result = run.run(run.cells(20));
  EXPECT_EQ(result.end, End::complete);
  EXPECT_EQ(result.state.done, 40u);
  EXPECT_EQ(result.state.passed, 40);
  EXPECT_EQ(result.state.output_tokens, 40 * 5);
  EXPECT_EQ(run.transport.sent.size(), 40u);
  EXPECT_EQ(run.open_attempts(), 0u);
  const auto cells = run.stored_cells();
  ASSERT_EQ(cells.size(), 40u);
  for (const CellRecord& cell : cells) {
    EXPECT_TRUE(cell.reply_id);
    EXPECT_EQ(cell.attempts, 1);
    EXPECT_FALSE(cell.failure);
  }
}

TEST(Runner, HasNothingToDoForAnEmptySource) {
  RunnerFixture run([](const HttpRequest&, int) { return reply_of("x"); });
  EXPECT_EQ(run.run(run.cells(0)).end, End::complete);
  EXPECT_TRUE(run.transport.sent.empty());
  EXPECT_TRUE(run.progress.last);
}

TEST(Runner, AnIntentIsOnDiskBeforeItsRequestLeaves) {
  int seen = 0;
  RunnerFixture* fixture = nullptr;
  RunnerFixture run([&](const HttpRequest&, int number) {
    // Another connection sees it, so it was committed.
    Store reader = value_of(Store::open(fixture->folder / "assay.db", Store::Access::read_only));
    EXPECT_GT(value_of(reader.open_attempts(RunnerFixture::kRun)), 0u) << number;
    ++seen;
    return reply_of("x");
  });
  fixture = &run;
  run.setup.lanes[0].limits.concurrency = 1;
  run.run(run.cells(5));
  EXPECT_EQ(seen, 5);
}

TEST(Runner, WhatIsStoredIsTakenAndAskedOfNobody) {
  RunnerFixture run([](const HttpRequest&, int) { return reply_of("Paris"); });
  run.setup.variants[0].price = Price{{Money{1}, Money{1}, {}, {}}};
  run.setup.max_cost = Money{0};  // no room for a request
  Reply known;
  known.answer = "Rome";
  auto stored = std::make_shared<StoredReply>();
  stored->reply = known;
  stored->cost = Money{7};
  const Key key = RunnerFixture::key_of(0, 0);
  stored->id = value_of(run.store.put_reply(key, known, {}, stored->cost));
  bool is_scored = false;
  run.score = [&](const Job& job, const Outcome& outcome, std::optional<Money> cost) {
    Store reader = value_of(Store::open(run.folder / "assay.db", Store::Access::read_only));
    EXPECT_EQ(value_of(reader.reply_of(RunnerFixture::kRun, job.cell))->reply, known);
    EXPECT_EQ(*outcome.reply(), known);
    EXPECT_TRUE(outcome.attempts.empty());
    EXPECT_EQ(cost, Money{7});
    is_scored = true;
    return std::vector{ScoreRecord{job.cell, {Verdict::pass, {}, {}}}};
  };
  const RunnerResult result =
      run.run([&, left = 1](std::size_t) mutable -> Result<std::optional<Job>> {
        if (left-- == 0) return std::nullopt;
        Job job = RunnerFixture::job(0, 0);
        job.stored = stored;
        return job;
      });
  EXPECT_TRUE(is_scored);
  EXPECT_EQ(result.end, End::complete);
  EXPECT_EQ(result.state.passed, 1);
  EXPECT_EQ(result.state.spending, Ledger{});
  EXPECT_EQ(result.state.output_tokens, 0);
  EXPECT_TRUE(run.transport.sent.empty());
  EXPECT_TRUE(run.stored_attempts(0, 0).empty());
  const std::vector<CellRecord> cells = run.stored_cells();
  ASSERT_EQ(cells.size(), 1u);
  EXPECT_EQ(cells[0].reply_id, stored->id);
  EXPECT_TRUE(cells[0].cached);
  EXPECT_EQ(cells[0].attempts, 0);
  EXPECT_EQ(cells[0].spent, Money{0});
}

TEST(Runner, AReplyIsOnDiskBeforeItIsScored) {
  RunnerFixture run([](const HttpRequest&, int) { return reply_of("Paris"); });
  int scored = 0;
  run.score = [&](const Job& job, const Outcome& outcome, std::optional<Money>) {
    Store reader = value_of(Store::open(run.folder / "assay.db", Store::Access::read_only));
    const auto stored = value_of(reader.find_reply(job.key));
    EXPECT_TRUE(stored && stored->reply.answer == "Paris");
    EXPECT_EQ(outcome.attempts.size(), 1u);
    ++scored;
    return std::vector{ScoreRecord{job.cell, {}}};
  };
  run.run(run.cells(6));
  EXPECT_EQ(scored, 6);
}

TEST(Runner, NeverHasMoreInFlightThanTheLaneAllows) {
  RunnerFixture run([](const HttpRequest&, int) { return reply_of("x", seconds{1}); });
  run.setup.lanes[0].limits.concurrency = 3;
  run.run(run.cells(20));
  EXPECT_EQ(run.transport.most_in_flight, 3u);
  EXPECT_GE(run.clock.now() - Instant{}, seconds{7});  // 20 cells, 3 at a time
}

TEST(Runner, ALaneThatIsFullDoesNotHoldUpAnother) {
  RunnerFixture run([](const HttpRequest& request, int) {
    return reply_of("x", request.url.find("/v0") != std::string::npos ? seconds{100} : seconds{1});
  });
  run.setup.lanes[0].limits.concurrency = 1;
  run.setup.lanes.push_back({"quick", {4, std::nullopt, std::nullopt}, {}, {}});
  run.add_variant(1);
  run.run(run.cells(12));
  Instant quick_done{};
  for (const auto& sent : run.transport.sent)
    if (sent.url.find("/v1") != std::string::npos) quick_done = std::max(quick_done, sent.at);
  EXPECT_LT(quick_done - Instant{}, seconds{10});
}

// Neither may a lane that stands still gather the others' cells.
TEST(Runner, ALaneThatIsPausedForLongHoldsUpNobody) {
  RunnerFixture* fixture = nullptr;
  RunnerFixture run([&](const HttpRequest& request, int number) {
    if (request.url.find("/v1") != std::string::npos) return reply_of("x");
    const bool early = fixture->clock.now() < Instant{} + minutes{5};
    return early && number > 1 ? status_of(429, {{"retry-after", "300"}}) : reply_of("x");
  });
  fixture = &run;
  run.setup.lanes.push_back({"quick", {4, std::nullopt, std::nullopt}, {}, {}});
  run.add_variant(1);
  const RunnerResult result = run.run(run.cells(1'000));
  EXPECT_EQ(result.state.passed, 2'000);
  for (const auto& sent : run.transport.sent) {
    if (sent.url.find("/v1") == std::string::npos) continue;
    EXPECT_LT(sent.at - Instant{}, minutes{2});
  }
}

TEST(Runner, AsksAgainAfterWhatIsTransientAndRecordsEveryAttempt) {
  RunnerFixture run([](const HttpRequest&, int number) {
    if (number == 1) return status_of(503);
    if (number == 2) return lost_connection();
    return reply_of("Paris");
  });
  const RunnerResult result = run.run(run.cells(1));
  EXPECT_EQ(result.state.passed, 1);
  const auto attempts = run.stored_attempts(0, 0);
  ASSERT_EQ(attempts.size(), 3u);
  EXPECT_EQ(attempts[0].failure->kind, FailureKind::overloaded);
  EXPECT_EQ(attempts[0].http_status, 503);
  EXPECT_EQ(attempts[1].failure->kind, FailureKind::connect);
  EXPECT_FALSE(attempts[2].failure);
  EXPECT_EQ(attempts[2].number, 3);
  // Between them the delays of the policy, jittered.
  const auto& sent = run.transport.sent;
  EXPECT_GE(sent[1].at - sent[0].at, milliseconds{375});
  EXPECT_GE(sent[2].at - sent[1].at, milliseconds{750});
}

TEST(Runner, LatencyIsOfTheFinalAttemptWithoutTheWaitBeforeIt) {
  RunnerFixture run([](const HttpRequest&, int number) {
    return number == 1 ? status_of(503) : reply_of("x", milliseconds{80});
  });
  run.run(run.cells(1));
  const auto attempts = run.stored_attempts(0, 0);
  ASSERT_EQ(attempts.size(), 2u);
  ASSERT_TRUE(attempts[1].timings.done);
  EXPECT_GE(*attempts[1].timings.done, milliseconds{80});
  EXPECT_LE(*attempts[1].timings.done, milliseconds{190});  // at most a tick late
}

TEST(Runner, GivesUpAfterTheAttemptsOfItsPolicy) {
  RunnerFixture run([](const HttpRequest&, int) { return status_of(500); });
  run.setup.retry.max_attempts = 3;
  const RunnerResult result = run.run(run.cells(2));
  EXPECT_EQ(result.end, End::complete);
  EXPECT_EQ(result.state.errors, 2);
  EXPECT_EQ(run.transport.sent.size(), 6u);
  for (const CellRecord& cell : run.stored_cells()) {
    EXPECT_EQ(cell.failure->kind, FailureKind::overloaded);
    EXPECT_EQ(cell.attempts, 3);
    EXPECT_FALSE(cell.reply_id);
  }
}

TEST(Runner, NeverAsksAgainWhatIsPointless) {
  for (const int status : {400, 413, 422}) {
    SCOPED_TRACE(status);
    RunnerFixture run([status](const HttpRequest&, int) { return status_of(status); });
    const RunnerResult result = run.run(run.cells(5));
    EXPECT_EQ(run.transport.sent.size(), 5u);
    EXPECT_EQ(result.state.errors, 5);
    EXPECT_EQ(result.end, End::complete);  // wrong questions do not open the circuit
  }
}

TEST(Runner, A429PausesTheWholeLane) {
  RunnerFixture run([](const HttpRequest&, int number) {
    return number == 1 ? status_of(429, {{"retry-after", "7"}}) : reply_of("x");
  });
  run.setup.lanes[0].limits.concurrency = 1;
  run.run(run.cells(5));
  ASSERT_EQ(run.transport.sent.size(), 6u);
  EXPECT_GE(run.transport.sent[1].at - run.transport.sent[0].at, seconds{7});
  ASSERT_EQ(run.progress.notes.size(), 1u);
  EXPECT_EQ(run.progress.notes[0].substr(0, 16), "lab paused 7.0 s");
}

TEST(Runner, A429PausesTheLaneAlsoForACellThatIsGivenUp) {
  RunnerFixture run([](const HttpRequest&, int number) {
    return number == 1 ? status_of(429, {{"retry-after", "7"}}) : reply_of("x");
  });
  run.setup.retry.max_attempts = run.setup.retry.max_rate_limited = 1;
  run.setup.lanes[0].limits.concurrency = 1;
  const RunnerResult result = run.run(run.cells(3));
  EXPECT_EQ(result.state.errors, 1);
  ASSERT_EQ(run.transport.sent.size(), 3u);
  EXPECT_GE(run.transport.sent[1].at - run.transport.sent[0].at, seconds{7});
}

TEST(Runner, A429DoesNotPauseOtherLanes) {
  RunnerFixture run([](const HttpRequest& request, int number) {
    if (request.url.find("/v1") != std::string::npos) return reply_of("x");
    return number < 3 ? status_of(429, {{"retry-after", "60"}}) : reply_of("x");
  });
  run.setup.lanes.push_back({"other", {4, std::nullopt, std::nullopt}, {}, {}});
  run.add_variant(1);
  run.run(run.cells(3));
  for (const auto& sent : run.transport.sent) {
    if (sent.url.find("/v1") == std::string::npos) continue;
    EXPECT_LT(sent.at - Instant{}, seconds{5});
  }
}

TEST(Runner, ManyRateLimitsFailNoCell) {
  // Two a second, whatever comes.
  std::map<std::int64_t, int> served;
  RunnerFixture* fixture = nullptr;
  RunnerFixture run([&](const HttpRequest&, int) {
    const auto second = (fixture->clock.now() - Instant{}) / seconds{1};
    return ++served[second] <= 2 ? reply_of("x") : status_of(429, {{"retry-after", "1"}});
  });
  fixture = &run;
  run.setup.lanes[0].limits.concurrency = 32;
  const RunnerResult result = run.run(run.cells(60));
  EXPECT_EQ(result.state.passed, 60);
  EXPECT_EQ(result.state.errors, 0);
}

// A server with a bucket of `per_minute` requests, refilled evenly, that pays
// out at most `burst` at once and tells nothing but 429.
class BucketServer {
 public:
  BucketServer(const Clock& clock, double per_minute, double burst)
      : clock_(clock), per_ms_(per_minute / 60'000), burst_(burst), level_(burst) {}

  bool admits() {
    level_ = std::min(burst_, level_ + per_ms_ * to_milliseconds(clock_.now() - refilled_));
    refilled_ = clock_.now();
    if (level_ < 1) return false;
    level_ -= 1;
    return true;
  }
  std::int64_t left() const { return static_cast<std::int64_t>(level_); }
  Nanoseconds full_in() const {
    return Nanoseconds(static_cast<std::int64_t>((burst_ - level_) / per_ms_ * 1e6));
  }

 private:
  const Clock& clock_;
  double per_ms_;
  double burst_;
  double level_;
  Instant refilled_{};
};

struct StormRow {
  const char* what;
  int concurrency;
  bool tells_quotas;
  const char* retry_after;  // "": none is named
  Nanoseconds latency;
};

// Five minutes of 300 requests a minute against far more workers than that needs.
TEST(Runner, AStormOf429sEndsAtTheServersRateWithoutAFailedCell) {
  const StormRow rows[] = {
      {"only 429 and Retry-After", 64, false, "1", milliseconds{200}},
      {"not even that", 64, false, "", milliseconds{200}},
      {"quotas are told", 64, true, "1", milliseconds{200}},
      {"slow answers", 256, true, "1", seconds{8}},
      {"slow answers, nothing told", 256, false, "1", seconds{8}},
  };
  for (const StormRow& row : rows) {
    SCOPED_TRACE(row.what);
    constexpr int kPerMinute = 300;
    constexpr int kCells = 1'500;
    RunnerFixture* fixture = nullptr;
    std::optional<BucketServer> server;
    RunnerFixture run([&](const HttpRequest&, int) {
      if (!server) server.emplace(fixture->clock, kPerMinute, 60);
      const bool admitted = server->admits();
      Headers headers;
      if (!admitted && *row.retry_after) headers.push_back({"retry-after", row.retry_after});
      if (row.tells_quotas) {
        headers.push_back({"x-ratelimit-limit-requests", "60"});
        headers.push_back({"x-ratelimit-remaining-requests", std::to_string(server->left())});
        headers.push_back({"x-ratelimit-reset-requests",
                           std::to_string(server->full_in() / milliseconds{1}) + "ms"});
      }
      FakeAnswer answer = admitted ? reply_of("x", row.latency) : status_of(429);
      answer.headers.insert(answer.headers.end(), headers.begin(), headers.end());
      return answer;
    });
    fixture = &run;
    run.setup.lanes[0].limits.concurrency = row.concurrency;
    const RunnerResult result = run.run(run.cells(kCells));
    EXPECT_EQ(result.state.passed, kCells);
    EXPECT_EQ(result.state.errors, 0);
    EXPECT_LE(result.client_delay_p99, milliseconds{250}) << "waiting for a quota is not its delay";
    const double took = to_milliseconds(run.clock.now() - Instant{} - row.latency) / 60'000;
    EXPECT_GE(kCells / took, 0.9 * kPerMinute);
    EXPECT_LE(run.transport.sent.size(), static_cast<std::size_t>(kCells) * 3 / 2)
        << "refusals are not free either";
  }
}

TEST(Runner, WhatALaneDecidedIsInTheResult) {
  RunnerFixture run([](const HttpRequest&, int number) {
    FakeAnswer answer = number == 3 ? status_of(429, {{"retry-after", "7"}}) : reply_of("x");
    answer.headers.push_back({"x-ratelimit-limit-requests", "600"});
    answer.headers.push_back({"x-ratelimit-remaining-requests", "540"});
    answer.headers.push_back({"x-ratelimit-reset-requests", "6s"});
    return answer;
  });
  run.setup.lanes[0].limits.rpm = 6'000;
  run.setup.lanes.push_back({"unused", {4, std::nullopt, std::nullopt}, {}, {}});
  const RunnerResult result = run.run(run.cells(20));
  ASSERT_EQ(result.lanes.size(), 1u);
  const Json& lane = result.lanes[0];
  EXPECT_EQ(lane["name"], "lab");
  EXPECT_EQ(lane["concurrency"], 4);
  EXPECT_EQ(lane["lowest_concurrency"], 3);
  EXPECT_EQ(lane["rpm"], 6'000);
  EXPECT_EQ(lane["rate_limited"], 1);
  EXPECT_EQ(lane["pauses"], 1);
  EXPECT_EQ(lane["paused_ms"], 7'000);
  EXPECT_EQ(lane["learned"]["requests"]["limit"], 600);
  EXPECT_EQ(lane["learned"]["requests"]["per_minute"], 600);
  std::vector<std::string> events;
  for (const Json& event : lane["events"]) events.push_back(event["what"]);
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[0], "the server's quotas: 600 requests (600/min)");
  EXPECT_EQ(events[1], "concurrency 4 -> 3 after a 429");
  EXPECT_EQ(events[2].substr(0, 13), "paused 7.0 s:");
}

TEST(Runner, AStormDoesNotFillTheLog) {
  RunnerFixture run([](const HttpRequest&, int number) {
    return number % 2 == 0 ? status_of(429, {{"retry-after", "1"}}) : reply_of("x");
  });
  run.setup.lanes[0].limits.concurrency = 1;
  const Json lane = run.run(run.cells(300)).lanes[0];
  EXPECT_EQ(lane["events"].size(), 100u);
  EXPECT_GT(lane["events_left_out"], 100);
}

TEST(Runner, HowLateTheLoopWasIsInTheResult) {
  RunnerFixture run([](const HttpRequest&, int) { return reply_of("x"); });
  run.transport.late = {milliseconds{9}};
  EXPECT_GE(run.run(run.cells(3)).loop_lag_p99, milliseconds{9});
}

TEST(Runner, KeepsToRequestsAMinute) {
  RunnerFixture run([](const HttpRequest&, int) { return reply_of("x"); });
  run.setup.lanes[0].limits.rpm = 60;
  run.run(run.cells(5));
  for (std::size_t i = 1; i < run.transport.sent.size(); ++i)
    EXPECT_GE(run.transport.sent[i].at - run.transport.sent[i - 1].at, milliseconds{999}) << i;
}

TEST(Runner, AVariantIsGivenUpAfterThreeRefusals) {
  RunnerFixture run([](const HttpRequest& request, int) {
    return request.url.find("/v0") != std::string::npos ? status_of(401) : reply_of("x");
  });
  run.setup.lanes[0].limits.concurrency = 1;
  run.add_variant();
  const RunnerResult result = run.run(run.cells(50));
  EXPECT_EQ(result.end, End::circuit_open);
  EXPECT_NE(result.detail.find("not sent, after 3 failures in a row"), std::string::npos);
  EXPECT_EQ(result.state.done, 100u);
  EXPECT_EQ(result.state.passed, 50);  // the other variant is asked to the end
  const auto refused =
      std::count_if(run.transport.sent.begin(), run.transport.sent.end(),
                    [](const auto& sent) { return sent.url.find("/v0") != std::string::npos; });
  EXPECT_EQ(refused, 3);
  // Those that were not sent say why, and cost nothing.
  int unsent = 0;
  for (const CellRecord& cell : run.stored_cells()) {
    if (cell.id.variant != 0) continue;
    ASSERT_TRUE(cell.failure);
    EXPECT_EQ(cell.failure->kind, FailureKind::auth);
    unsent += cell.attempts == 0;
  }
  EXPECT_EQ(unsent, 47);
  EXPECT_EQ(run.open_attempts(), 0u);
}

TEST(Runner, ASuccessClosesTheCount) {
  RunnerFixture run([](const HttpRequest&, int number) {
    return number % 3 == 0 ? reply_of("x") : status_of(404);
  });
  run.setup.lanes[0].limits.concurrency = 1;
  EXPECT_EQ(run.run(run.cells(30)).end, End::complete);
  EXPECT_EQ(run.transport.sent.size(), 30u);
}

TEST(Runner, ADailyLimitIsAQuotaNotAPause) {
  RunnerFixture run(
      [](const HttpRequest&, int) { return status_of(429, {}, "insufficient_quota"); });
  run.setup.lanes[0].limits.concurrency = 1;
  EXPECT_EQ(run.run(run.cells(10)).end, End::circuit_open);
  EXPECT_EQ(run.transport.sent.size(), 3u);
}

TEST(Runner, ARetryAfterBeyondThePolicyOpensTheCircuit) {
  RunnerFixture run([](const HttpRequest&, int) {
    return status_of(429, {{"retry-after", "86400"}});
  });
  run.setup.lanes[0].limits.concurrency = 1;
  EXPECT_EQ(run.run(run.cells(10)).end, End::circuit_open);
  EXPECT_EQ(run.transport.sent.size(), 3u);
}

TEST(Runner, AnErrorOfTheSourceEndsTheRunAfterWhatIsInFlight) {
  RunnerFixture run([](const HttpRequest&, int) { return reply_of("x"); });
  const JobSource source = [next = 0u](std::size_t) mutable -> Result<std::optional<Job>> {
    if (next == 2) return usage_error("case 2: no variable 'x'");
    return RunnerFixture::job(0, next++);
  };
  const auto result =
      run_jobs(run.setup, source, run.score, run.transport, *run.writer, run.clock, run.progress);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "case 2: no variable 'x'");
  EXPECT_EQ(run.open_attempts(), 0u);
}

TEST(Runner, TellsProgressAtMostTenTimesASecond) {
  RunnerFixture run([](const HttpRequest&, int) { return reply_of("x"); });
  run.setup.lanes[0].limits.concurrency = 1;
  run.run(run.cells(200));
  const auto tenths = (run.clock.now() - Instant{}) / milliseconds{100};
  EXPECT_GE(run.progress.updates, 2);
  EXPECT_LE(run.progress.updates, tenths + 1);
  EXPECT_EQ(run.progress.last->done, 200u);
}

TEST(Runner, AttemptIdsOfAResumedRunGoOnFromTheFirst) {
  RunnerFixture run([](const HttpRequest&, int) { return reply_of("x"); });
  run.run(run.cells(3));
  run.setup.first_attempt_id = 4;
  run.run(run.cells(3));
  std::set<std::uint64_t> ids;
  for (const auto& sent : run.transport.sent) ids.insert(sent.id);
  EXPECT_EQ(ids.size(), 6u);
}

}  // namespace
}  // namespace assay::testing
