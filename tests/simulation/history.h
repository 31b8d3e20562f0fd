// A run from its first session to its last, in a world that one seed decides: killed,
// cut off, refused by its disk and its network, and resumed until it is whole.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "harness/cli/selection/selection.h"
#include "tests/simulation/disk.h"
#include "tests/support/test_files.h"

namespace assay::testing {

struct History {
  std::string story;   // a line an event, with the time
  std::string broken;  // the promise that was; "" none
  int sessions = 0;
  int kills = 0;
  int power_cuts = 0;
  int disk_errors = 0;
  int requests = 0;
  int changes = 0;  // writes, syncs and the like that reached the disk
};

// What all histories of a process share. One at a time: the disk is SQLite's.
class Simulation {
 public:
  Simulation();

  // The same seed gives the same history, byte for byte.
  History run(std::uint64_t seed);

 private:
  const Selection& selection(std::uint64_t shape);

  TemporaryFolder folder_;
  Disk disk_;
  Disk::Contents empty_store_;  // made once: that takes longer than a history
  std::map<std::uint64_t, Selection> selections_;
};

}  // namespace assay::testing
