// One process of a simulated run: from opening the Store to the end or the kill. It does
// what `assay run` and `assay run --resume` do (harness/cli/run.cc), but for reports.
#pragma once

#include <atomic>
#include <filesystem>
#include <optional>

#include "harness/cli/selection/selection.h"
#include "harness/run/runner.h"
#include "tests/simulation/network.h"
#include "tests/simulation/promises.h"
#include "tests/simulation/world.h"

namespace assay::testing {

inline constexpr const char* kSimulatedRun = "simulated-20261127T000000Z-0001";

// What is to happen to it; 0: never.
struct Misfortune {
  std::uint64_t killed_at_step = 0;
  std::uint64_t killed_at_change = 0;  // of the disk
  std::uint64_t disk_fails_at = 0;     // change
  Fate disk_failure = Fate::failed;
  bool disk_stays_broken = false;
  std::uint64_t signal_at = 0;  // step
  std::uint64_t second_signal_at = 0;
  std::uint64_t decided_at = 0;
  std::optional<Nanoseconds> max_duration;
};

class Session {
 public:
  enum class Ending { ended, killed, disk_failed };

  Session(World& world, Network& network, Promises& promises, const Selection& selection,
          const std::filesystem::path& store, std::optional<Money> cap,
          const Misfortune& misfortune);
  ~Session();

  Ending run();

  std::optional<RunnerResult::End> end;  // what the runner said
  std::uint64_t changes = 0;

 private:
  Result<void> live();
  Result<RunnerResult> ask(Store& store, const RunRecord& run);
  RunnerSetup setup() const;
  void step();
  Fate fate_of_change();

  World& world_;
  Network& network_;
  Promises& promises_;
  const Selection& selection_;
  const std::filesystem::path store_;
  const std::optional<Money> cap_;
  const Misfortune misfortune_;
  std::unique_ptr<StoreWriter> writer_;
  std::atomic<int> signals_ = 0;
  std::uint64_t steps_ = 0;
  bool disk_failed_ = false;
  bool is_decided_ = false;
};

// Attempts at a cell, other than being told to wait, that a simulated run makes at most.
inline constexpr int kSimulatedAttempts = 3;

}  // namespace assay::testing
