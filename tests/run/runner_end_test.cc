// How a run ends before its plan does, and what is kept.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "harness/run/runner.h"
#include "tests/run/runner_fixture.h"

namespace assay::testing {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using End = RunnerResult::End;

constexpr Price kPrice{{Money{1'000}, Money{2'000}, std::nullopt, std::nullopt}};
constexpr Money kCostOfAReply{10 * 1'000 + 5 * 2'000};  // what reply_of() says it used

TEST(RunnerBudget, ACapWithoutAPriceIsRefusedBeforeAnythingIsSent) {
  RunnerFixture run([](const HttpRequest&, int) { return reply_of("x"); });
  run.setup.max_cost = Money{1};
  const auto result = run_jobs(run.setup, run.cells(1), run.score, run.transport, *run.writer,
                               run.clock, run.progress);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::usage);
  EXPECT_TRUE(run.transport.sent.empty());
}

TEST(RunnerBudget, StopsBeforeTheCapAndLeavesTheRestToAResume) {
  RunnerFixture run([](const HttpRequest&, int) { return reply_of("x"); });
  run.setup.variants[0].price = kPrice;
  run.setup.max_cost = Money{1'000'000};
  const RunnerResult result = run.run(run.cells(1'000));
  EXPECT_EQ(result.end, End::cost_cap);
  EXPECT_NE(result.detail.find("cost cap of $0.000001 reached"), std::string::npos);
  EXPECT_LE(result.state.spending.spent, *run.setup.max_cost);
  EXPECT_GT(result.state.done, 20u);
  EXPECT_EQ(result.state.spending.spent.picos,
            static_cast<std::int64_t>(result.state.done) * kCostOfAReply.picos);
  EXPECT_EQ(run.stored_cells().size(), result.state.done);
  EXPECT_EQ(run.open_attempts(), 0u);  // intents that were not sent are settled as such
}

TEST(RunnerBudget, ACellCostsAllItsAttempts) {
  RunnerFixture run(
      [](const HttpRequest&, int number) { return number == 1 ? status_of(503) : reply_of("x"); });
  run.setup.variants[0].price = kPrice;
  run.run(run.cells(1));
  const auto cells = run.stored_cells();
  ASSERT_EQ(cells.size(), 1u);
  EXPECT_EQ(cells[0].spent, kCostOfAReply);  // an error status is not billed
}

TEST(RunnerBudget, AnAttemptLostOnTheWayMayHaveCostSomething) {
  RunnerFixture run([](const HttpRequest&, int number) {
    return number == 1 ? lost_connection() : reply_of("x");
  });
  run.setup.variants[0].price = kPrice;
  run.run(run.cells(1));
  EXPECT_FALSE(run.stored_cells()[0].spent);
  EXPECT_FALSE(run.stored_attempts(0, 0)[0].cost);
}

// The slow lane gets its part of the cap, however quick the other one is.
TEST(RunnerBudget, ALaneDoesNotSpendTheOthersShare) {
  RunnerFixture run([](const HttpRequest& request, int) {
    return reply_of("x",
                    request.url.find("/v0") != std::string::npos ? seconds{5} : milliseconds{1});
  });
  run.setup.lanes[0].expected = Money{100};
  run.setup.lanes.push_back({"quick", {4, std::nullopt, std::nullopt}, {}, Money{100}});
  run.add_variant(1);
  for (JobVariant& variant : run.setup.variants) variant.price = kPrice;
  run.setup.max_cost = Money{40 * kCostOfAReply.picos};
  const RunnerResult result = run.run(run.cells(1'000));
  EXPECT_EQ(result.end, End::cost_cap);
  int of_lane[2] = {0, 0};
  for (const CellRecord& cell : run.stored_cells()) ++of_lane[cell.id.variant];
  EXPECT_NEAR(of_lane[0], of_lane[1], 6);
  EXPECT_GT(of_lane[0], 5);
}

TEST(RunnerBudget, WhatAResumedRunMayHaveSpentCounts) {
  RunnerFixture run([](const HttpRequest&, int) { return reply_of("x"); });
  run.setup.variants[0].price = kPrice;
  run.setup.max_cost = Money{1'000'000};
  run.setup.ledger = {Money{400'000}, Money{600'000}};
  const RunnerResult result = run.run(run.cells(3));
  EXPECT_EQ(result.end, End::cost_cap);
  EXPECT_TRUE(run.transport.sent.empty());
}

TEST(RunnerBudget, AnIntentSaysWhatItMayCost) {
  RunnerFixture run([](const HttpRequest&, int) { return lost_connection(); });
  run.setup.retry.max_attempts = 1;
  run.setup.variants[0].price = kPrice;
  run.run(run.cells(1));
  check(run.writer->flush());
  const Ledger ledger = value_of(run.store.ledger(RunnerFixture::kRun));
  EXPECT_EQ(ledger.spent, Money{});
  EXPECT_GT(ledger.possible, kCostOfAReply);
}

RC_GTEST_PROP(RunnerBudget, IsNeverExceededWhateverHappens, ()) {
  const auto schedule = *rc::gen::container<std::vector<int>>(20, rc::gen::inRange(0, 8));
  const Money cap{*rc::gen::inRange<std::int64_t>(0, 1'200'000)};
  const int concurrency = *rc::gen::inRange(1, 9);
  std::int64_t billed = 0;  // what such a provider would charge: lost replies too
  std::int64_t most_billed = 0;
  RunnerFixture run([&](const HttpRequest&, int number) {
    const int what = schedule[static_cast<std::size_t>(number) % schedule.size()];
    if (what == 0) return status_of(429, {{"retry-after", "1"}});
    if (what == 1) return status_of(503);
    billed += kCostOfAReply.picos;
    most_billed = std::max(most_billed, billed);
    FakeAnswer answer = what == 2 ? lost_connection() : reply_of("x");
    answer.delay = milliseconds{10 * what};
    return answer;
  });
  run.setup.lanes[0].limits.concurrency = concurrency;
  run.setup.variants[0].price = kPrice;
  run.setup.max_cost = cap;
  const RunnerResult result = run.run(run.cells(12));
  RC_ASSERT(most_billed <= cap.picos);
  RC_ASSERT(result.state.spending.spent <= cap);
  RC_ASSERT(result.end == End::cost_cap || result.state.done == 12u);
  RC_ASSERT(run.open_attempts() == 0u);
}

TEST(RunnerEnd, TheTimeCapStopsSendingAndKeepsWhatWasPaidFor) {
  RunnerFixture run([](const HttpRequest&, int) { return reply_of("x", seconds{4}); });
  run.setup.max_duration = seconds{10};
  const RunnerResult result = run.run(run.cells(1'000));
  EXPECT_EQ(result.end, End::time_cap);
  EXPECT_EQ(result.detail, "time cap of 10 s reached");
  for (const auto& sent : run.transport.sent) EXPECT_LT(sent.at - Instant{}, seconds{10});
  EXPECT_EQ(run.stored_cells().size(), run.transport.sent.size());
}

TEST(RunnerEnd, TheTimeCapDoesNotWaitForEver) {
  RunnerFixture run([](const HttpRequest&, int) { return reply_of("x", minutes{20}); });
  run.setup.max_duration = seconds{10};
  const RunnerResult result = run.run(run.cells(8));
  EXPECT_EQ(result.end, End::time_cap);
  EXPECT_EQ(run.transport.cancelled.size(), 4u);
  EXPECT_LT(run.clock.now() - Instant{}, minutes{1});
  EXPECT_EQ(run.open_attempts(), 4u);  // possibly billed
}

TEST(RunnerEnd, OneSignalDrainsWhatIsInFlight) {
  RunnerFixture* fixture = nullptr;
  RunnerFixture run([&](const HttpRequest&, int number) {
    if (number == 6) fixture->interrupt = 1;
    return reply_of("x", seconds{1});
  });
  fixture = &run;
  run.setup.interrupt = &run.interrupt;
  const RunnerResult result = run.run(run.cells(100));
  EXPECT_EQ(result.end, End::interrupted);
  EXPECT_TRUE(run.transport.cancelled.empty());
  EXPECT_LE(run.transport.sent.size(), 8u);
  EXPECT_EQ(run.stored_cells().size(), run.transport.sent.size());
  EXPECT_EQ(run.open_attempts(), 0u);
}

TEST(RunnerEnd, NothingMoreIsAskedOnceItIsDecided) {
  RunnerFixture run([](const HttpRequest&, int) { return reply_of("x", seconds{1}); });
  int scored = 0;
  run.score = [&](const Job& job, const Outcome&, std::optional<Money>) {
    ++scored;
    return std::vector{ScoreRecord{job.cell, {Verdict::pass, 1, {}}}};
  };
  run.setup.is_decided = [&] { return scored >= 6; };
  const RunnerResult result = run.run(run.cells(100));
  EXPECT_EQ(result.end, End::decided);
  EXPECT_TRUE(run.transport.cancelled.empty()) << "what is in flight comes home";
  // Four at a time, and four that took their slots while the outcomes were written.
  EXPECT_LE(run.transport.sent.size(), 6u + 2 * 4u);
  EXPECT_EQ(run.stored_cells().size(), run.transport.sent.size());
  EXPECT_EQ(run.open_attempts(), 0u);
}

TEST(RunnerEnd, WhatIsDecidedAtOnceAsksNothing) {
  RunnerFixture run([](const HttpRequest&, int) { return reply_of("x"); });
  run.setup.is_decided = [] { return true; };
  EXPECT_EQ(run.run(run.cells(100)).end, End::decided);
  EXPECT_TRUE(run.transport.sent.empty());
}

TEST(RunnerEnd, WaitsForScoresThatAreSettledElsewhere) {
  RunnerFixture run([](const HttpRequest&, int) { return reply_of("x"); });
  std::vector<CellId> open;
  run.score = [&](const Job& job, const Outcome&, std::optional<Money>) {
    open.push_back(job.cell);
    return std::vector<ScoreRecord>();
  };
  run.setup.awaits_settled = [&] { return !open.empty(); };
  run.setup.take_settled = [&]() -> Result<std::vector<ScoreRecord>> {
    if (open.empty()) return std::vector<ScoreRecord>();
    const CellId cell = open.back();
    open.pop_back();
    return std::vector{ScoreRecord{cell, {Verdict::pass, 1, {}}}};
  };
  const RunnerResult result = run.run(run.cells(20));
  EXPECT_EQ(result.end, End::complete);
  EXPECT_EQ(result.state.done, 20u);
  EXPECT_TRUE(open.empty());
}

TEST(RunnerEnd, ASignalDoesNotWaitForScoresThatAreSettledElsewhere) {
  RunnerFixture run([](const HttpRequest&, int) { return reply_of("x"); });
  run.score = [&](const Job&, const Outcome&, std::optional<Money>) {
    run.interrupt = 1;
    return std::vector<ScoreRecord>();
  };
  run.setup.interrupt = &run.interrupt;
  run.setup.awaits_settled = [] { return true; };
  const RunnerResult result = run.run(run.cells(3));
  EXPECT_EQ(result.end, End::interrupted);
  EXPECT_EQ(run.stored_cells().size(), run.transport.sent.size());
}

TEST(RunnerEnd, AnErrorOfWhatIsSettledElsewhereEndsTheRun) {
  RunnerFixture run([](const HttpRequest&, int) { return reply_of("x"); });
  run.setup.take_settled = []() -> Result<std::vector<ScoreRecord>> {
    return infrastructure_error("the Store is gone");
  };
  const Result<RunnerResult> result = run_jobs(run.setup, run.cells(3), run.score, run.transport,
                                               *run.writer, run.clock, run.progress);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "the Store is gone");
}

TEST(RunnerEnd, ASignalDoesNotWaitForRetries) {
  RunnerFixture* fixture = nullptr;
  RunnerFixture run([&](const HttpRequest&, int) {
    fixture->interrupt = 1;
    return status_of(503, {{"retry-after", "60"}});
  });
  fixture = &run;
  run.setup.interrupt = &run.interrupt;
  run.run(run.cells(3));
  EXPECT_LT(run.clock.now() - Instant{}, seconds{5});
  EXPECT_TRUE(run.stored_cells().empty());  // no outcome: a resumed run asks again
}

TEST(RunnerEnd, TheSecondSignalReturnsAtOnce) {
  RunnerFixture* fixture = nullptr;
  RunnerFixture run([&](const HttpRequest&, int number) {
    if (number == 4) fixture->interrupt = 2;
    return reply_of("x", minutes{10});
  });
  fixture = &run;
  run.setup.interrupt = &run.interrupt;
  const RunnerResult result = run.run(run.cells(100));
  EXPECT_EQ(result.end, End::interrupted);
  EXPECT_EQ(run.transport.cancelled.size(), 4u);
  EXPECT_LT(run.clock.now() - Instant{}, seconds{5});
  EXPECT_EQ(run.open_attempts(), 4u);  // possibly billed
}

TEST(RunnerEnd, ABrokenStoreStopsEverything) {
  RunnerFixture* fixture = nullptr;
  RunnerFixture run([&](const HttpRequest&, int number) {
    if (number == 3) fixture->break_store();
    return reply_of("x", seconds{1});
  });
  fixture = &run;
  const RunnerResult result = run.run(run.cells(100));
  EXPECT_EQ(result.end, End::store_failed);
  EXPECT_FALSE(result.detail.empty());
  EXPECT_LE(run.transport.sent.size(), 12u);  // nobody pays for what cannot be kept
}

}  // namespace
}  // namespace assay::testing
