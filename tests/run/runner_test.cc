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
  EXPECT_EQ(result.state.passed, 40u);
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
    Store reader = value_of(
        Store::open(fixture->folder / "assay.db", Store::Access::read_only));
    EXPECT_GT(value_of(reader.open_attempts(RunnerFixture::kRun)), 0u) << number;
    ++seen;
    return reply_of("x");
  });
  fixture = &run;
  run.setup.lanes[0].limits.concurrency = 1;
  run.run(run.cells(5));
  EXPECT_EQ(seen, 5);
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
    return CellScore{};
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
  run.setup.lanes.push_back({"quick", {4, std::nullopt, std::nullopt}, {}});
  run.add_variant(1);
  run.run(run.cells(12));
  Instant quick_done{};
  for (const auto& sent : run.transport.sent)
    if (sent.url.find("/v1") != std::string::npos) quick_done = std::max(quick_done, sent.at);
  EXPECT_LT(quick_done - Instant{}, seconds{10});
}

TEST(Runner, AsksAgainAfterWhatIsTransientAndRecordsEveryAttempt) {
  RunnerFixture run([](const HttpRequest&, int number) {
    if (number == 1) return status_of(503);
    if (number == 2) return lost_connection();
    return reply_of("Paris");
  });
  const RunnerResult result = run.run(run.cells(1));
  EXPECT_EQ(result.state.passed, 1u);
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
  EXPECT_EQ(result.state.errors, 2u);
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
    EXPECT_EQ(result.state.errors, 5u);
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

TEST(Runner, A429DoesNotPauseOtherLanes) {
  RunnerFixture run([](const HttpRequest& request, int number) {
    if (request.url.find("/v1") != std::string::npos) return reply_of("x");
    return number < 3 ? status_of(429, {{"retry-after", "60"}}) : reply_of("x");
  });
  run.setup.lanes.push_back({"other", {4, std::nullopt, std::nullopt}, {}});
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
  EXPECT_EQ(result.state.passed, 60u);
  EXPECT_EQ(result.state.errors, 0u);
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
  EXPECT_EQ(result.state.passed, 50u);  // the other variant is asked to the end
  const auto refused = std::count_if(
      run.transport.sent.begin(), run.transport.sent.end(),
      [](const auto& sent) { return sent.url.find("/v0") != std::string::npos; });
  EXPECT_EQ(refused, 3);
  // Those that were not sent say why, and cost nothing.
  int unsent = 0;
  for (const CellRecord& cell : run.stored_cells()) {
    if (cell.variant != 0) continue;
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
  RunnerFixture run(
      [](const HttpRequest&, int) { return status_of(429, {{"retry-after", "86400"}}); });
  run.setup.lanes[0].limits.concurrency = 1;
  EXPECT_EQ(run.run(run.cells(10)).end, End::circuit_open);
  EXPECT_EQ(run.transport.sent.size(), 3u);
}

TEST(Runner, AnErrorOfTheSourceEndsTheRunAfterWhatIsInFlight) {
  RunnerFixture run([](const HttpRequest&, int) { return reply_of("x"); });
  const JobSource source = [next = 0u]() mutable -> Result<std::optional<Job>> {
    if (next == 2) return usage_error("case 2: no variable 'x'");
    return RunnerFixture::job(0, next++);
  };
  const auto result = run_jobs(run.setup, source, run.score, run.transport, *run.writer, run.clock,
                               run.progress);
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
