// Some thousand histories of runner and Store, each from one seed (docs/simulation.md).
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/simulation/history.h"

namespace assay::testing {
namespace {

std::uint64_t number_in(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text == nullptr ? otherwise : std::stoull(text);
}

// In each of four slices: a history takes some thirty milliseconds, and twice as long unoptimised.
#ifdef NDEBUG
constexpr std::uint64_t kSeeds = 300;
#else
constexpr std::uint64_t kSeeds = 100;
#endif

// Each keeps one disk, so that they run side by side.
class Simulated : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  Simulation simulation;
};

// ASSAY_SEEDS and ASSAY_FIRST choose others: scripts/simulate.
TEST_P(Simulated, EveryPromiseIsKept) {
  const std::uint64_t seeds = number_in("ASSAY_SEEDS", kSeeds);
  const std::uint64_t first = number_in("ASSAY_FIRST", 1) + GetParam() * seeds;
  History all;
  for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
    const History history = simulation.run(seed);
    ASSERT_EQ(history.broken, "") << "seed " << seed << "; its story: scripts/simulate replay "
                                  << seed;
    all.kills += history.kills;
    all.power_cuts += history.power_cuts;
    all.disk_errors += history.disk_errors;
    all.requests += history.requests;
    all.sessions += history.sessions;
    all.changes += history.changes;
  }
  RecordProperty("sessions", all.sessions);
  RecordProperty("kills", all.kills);
  // Or nothing was tried.
  if (seeds < 100) return;
  EXPECT_GT(all.kills, static_cast<int>(seeds / 4));
  EXPECT_GT(all.power_cuts, static_cast<int>(seeds / 10));
  EXPECT_GT(all.disk_errors, static_cast<int>(seeds / 20));
  EXPECT_GT(all.requests, static_cast<int>(seeds * 10));
}
INSTANTIATE_TEST_SUITE_P(Seeds, Simulated, ::testing::Values(0, 1, 2, 3));

TEST(SimulatedHistory, ASeedIsOneHistory) {
  constexpr std::uint64_t kTwice = 30;
  std::vector<std::string> stories;
  for (int time = 0; time < 2; ++time) {
    Simulation simulation;
    for (std::uint64_t seed = 1; seed <= kTwice; ++seed)
      stories.push_back(simulation.run(seed).story);
  }
  for (std::uint64_t i = 0; i < kTwice; ++i) EXPECT_EQ(stories[i], stories[i + kTwice]) << i + 1;
}

// ASSAY_SEED=N tells the story of one.
TEST(SimulatedHistory, IsTold) {
  const std::uint64_t seed = number_in("ASSAY_SEED", 0);
  Simulation simulation;
  const History history = simulation.run(seed == 0 ? 1 : seed);
  EXPECT_NE(history.story.find("--- session 1"), std::string::npos);
  if (seed == 0) return;
  std::printf("%s", history.story.c_str());
  EXPECT_EQ(history.broken, "");
}

}  // namespace
}  // namespace assay::testing
