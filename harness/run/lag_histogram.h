// A quantile of many short waits in constant memory: how late the event loop
// came, how long the client kept requests back.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "harness/base/clock.h"

namespace assay {

class LagHistogram {
 public:
  void note(Nanoseconds wait) {
    ++counts_[bucket(wait)];
    ++total_;
  }

  // Upper bound of the bucket that holds the 99th percentile: at most an eighth
  // too much. Zero before the first. Of few waits it is not the longest: up to
  // three, and no more than a twentieth, are taken for hiccups.
  Nanoseconds p99() const {
    const std::uint64_t hiccups = std::max(total_ / 100, std::min<std::uint64_t>(3, total_ / 20));
    const std::uint64_t rank = total_ - hiccups;
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      seen += counts_[i];
      if (seen >= rank && seen > 0) return Nanoseconds(upper_bound(i));
    }
    return {};
  }

 private:
  // Eight buckets an octave: three bits after the leading one.
  static std::size_t bucket(Nanoseconds wait) {
    const auto value = static_cast<std::uint64_t>(wait.count() < 8 ? 8 : wait.count());
    const auto octave = static_cast<int>(std::bit_width(value)) - 1;
    return static_cast<std::size_t>(octave - 3) * 8 + ((value >> (octave - 3)) & 7);
  }
  static std::int64_t upper_bound(std::size_t bucket) {
    return static_cast<std::int64_t>((8 + bucket % 8 + 1) << (bucket / 8));
  }

  std::array<std::uint64_t, 61 * 8> counts_{};
  std::uint64_t total_ = 0;
};

}  // namespace assay
