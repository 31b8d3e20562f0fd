// A quantile of many short waits in constant memory: how late the event loop
// came, how long the client kept requests back.
#pragma once

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
  // too much. Zero before the first.
  Nanoseconds p99() const {
    const std::uint64_t rank = total_ - total_ / 100;
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
