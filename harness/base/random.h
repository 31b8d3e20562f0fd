// Seeded randomness: the same seed gives the same numbers on every machine,
// which std:: distributions do not promise.
#pragma once

#include <cstdint>
#include <string_view>

namespace assay {

// SplitMix64 (Steele, Lea, Flood 2014): one addition and two multiplications a
// number, any seed is a good seed.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  // Uniform in [0, 1) with 53 bits.
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  // Uniform in [0, bound); `bound` > 0. Lemire's multiply-and-reject.
  std::uint64_t below(std::uint64_t bound);
  // Standard normal (Box-Muller, one value a call).
  double normal();

 private:
  std::uint64_t state_;
};

// A 64-bit hash of `text` under `seed` (FNV-1a finished with SplitMix64): for
// choosing by name, not for identity.
std::uint64_t hash_text(std::string_view text, std::uint64_t seed = 0);

}  // namespace assay
