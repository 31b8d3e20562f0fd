// What one seed decides: luck, time, the disk, and the story of what happened in them.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "harness/base/clock.h"
#include "harness/base/random.h"
#include "tests/simulation/disk.h"

namespace assay::testing {

// Thrown through the runner where its process is killed.
struct Killed {};

// A promise was broken.
struct BrokenPromise : std::runtime_error {
  using std::runtime_error::runtime_error;
};

template <class... Values>
void promise(bool kept, fmt::format_string<Values...> format, Values&&... values) {
  if (!kept) throw BrokenPromise(fmt::format(format, std::forward<Values>(values)...));
}

// Both ends included.
inline std::uint64_t draw_between(Random& random, std::uint64_t low, std::uint64_t high) {
  return low + random.below(high - low + 1);
}

struct World {
  World(std::uint64_t seed, Disk& its_disk) : random(seed), disk(its_disk) {}

  bool chance(int percent) { return static_cast<int>(random.below(100)) < percent; }
  std::uint64_t between(std::uint64_t low, std::uint64_t high) {
    return draw_between(random, low, high);
  }

  template <class... Values>
  void tell(fmt::format_string<Values...> format, Values&&... values) {
    story += fmt::format("{:10.4f} ", to_milliseconds(clock.now() - Instant{}) / 1000);
    story += fmt::format(format, std::forward<Values>(values)...);
    story += '\n';
  }

  Random random;
  ManualClock clock;
  Disk& disk;
  bool is_calm = false;  // from now on nothing goes wrong
  std::string story;
};

}  // namespace assay::testing
