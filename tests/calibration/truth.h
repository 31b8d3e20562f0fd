// Verdicts and times whose truth is known: those of the built-in model server's
// simulated models, asked in this process.
#pragma once

#include <cstdint>
#include <string>

#include "harness/simulate/models_file/models_file.h"

namespace assay::calibration {

enum class Arm { baseline, candidate };

// An experiment of its own for every `sample`; the same seed and sample give the
// same replies.
class Truth {
 public:
  explicit Truth(std::uint64_t seed);
  void begin_sample(std::uint64_t sample);

  // Whether the arm answers a case right, which it does with the chance `rate`.
  bool passes(Arm arm, double rate, std::uint64_t case_index, std::uint64_t repeat = 0) const;
  // Milliseconds to the first token: log-normal of this median and p95.
  static constexpr double kMedianMs = 300;
  static constexpr double kP95Ms = 900;
  double latency_ms(std::uint64_t case_index) const;

 private:
  const std::uint64_t seed_;
  ModelsFile file_;
};

}  // namespace assay::calibration
