// Whether the simulation finds what it is for: each bug of planted_bugs.txt, within a
// thousand seeds, and none where there is none.
#include "tests/simulation/planted.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "tests/simulation/history.h"

namespace assay::testing {
namespace {

constexpr std::uint64_t kSeeds = 1000;

class Planted : public ::testing::TestWithParam<int> {
 protected:
  void TearDown() override { planted_bug = 0; }
};

TEST_P(Planted, IsFound) {
  planted_bug = GetParam();
  Simulation simulation;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const History history = simulation.run(seed);
    if (history.broken.empty()) continue;
    RecordProperty("seeds", static_cast<int>(seed));
    std::printf("found by seed %d: %s\n", static_cast<int>(seed), history.broken.c_str());
    return;
  }
  FAIL() << "not found by " << kSeeds
         << " seeds: " << kPlantedBugs[static_cast<std::size_t>(planted_bug - 1)].what;
}
INSTANTIATE_TEST_SUITE_P(Bug, Planted,
                         ::testing::Range(1, static_cast<int>(kPlantedBugs.size()) + 1),
                         [](const auto& row) {
                           return std::string(
                               kPlantedBugs[static_cast<std::size_t>(row.param - 1)].name);
                         });

TEST(Planted, AreTwenty) {
  EXPECT_GE(kPlantedBugs.size(), 20u);
}

TEST(Planted, WithoutOneNothingIsFound) {
  Simulation simulation;
  for (std::uint64_t seed = 1; seed <= 25; ++seed) EXPECT_EQ(simulation.run(seed).broken, "");
}

}  // namespace
}  // namespace assay::testing
