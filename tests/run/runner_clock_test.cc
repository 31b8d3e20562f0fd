// What a jump of the wall clock does to a run: nothing but to its labels.
#include "tests/run/runner_fixture.h"

namespace assay::testing {
namespace {

constexpr std::chrono::hours kDay{24};

struct Times {
  std::vector<Instant> sent;
  std::vector<Timings> timings;
  RunnerResult::End end;
};

// Three cells; the first is refused once and waits. At every request the wall
// clock jumps by what `jumps` says for its number.
Times run_with_jumps(const std::function<std::chrono::hours(int)>& jumps) {
  RunnerFixture* fixture = nullptr;
  RunnerFixture run([&](const HttpRequest&, int number) {
    fixture->clock.set_wall(fixture->clock.wall() + jumps(number));
    return number == 1 ? status_of(429, {{"retry-after", "2"}}) : reply_of("x", milliseconds{80});
  });
  fixture = &run;
  run.setup.lanes[0].limits.concurrency = 1;
  run.setup.max_duration = std::chrono::minutes{10};
  run.clock.set_wall(WallTime(std::chrono::seconds{1'800'000'000}));
  Times times;
  times.end = run.run(run.cells(3)).end;
  for (const FakeTransport::Sent& sent : run.transport.sent) times.sent.push_back(sent.at);
  for (std::uint32_t cell = 0; cell < 3; ++cell)
    for (const Attempt& attempt : run.stored_attempts(0, cell))
      times.timings.push_back(attempt.timings);
  return times;
}

TEST(RunnerClock, AWallClockThatJumpsChangesNoDuration) {
  const Times still = run_with_jumps([](int) { return std::chrono::hours{0}; });
  ASSERT_EQ(still.sent.size(), 4u);
  for (const int direction : {1, -1}) {
    const Times jumping = run_with_jumps(
        [&](int number) { return (number % 2 == 0 ? -direction : direction) * number * kDay; });
    EXPECT_EQ(jumping.end, RunnerResult::End::complete);  // no cap of ten minutes was felt
    EXPECT_EQ(jumping.sent, still.sent);
    EXPECT_EQ(jumping.timings, still.timings);
  }
}

}  // namespace
}  // namespace assay::testing
