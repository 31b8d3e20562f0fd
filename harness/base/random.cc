#include "harness/base/random.h"

#include <cmath>
#include <numbers>

namespace assay {

std::uint64_t Random::below(std::uint64_t bound) {
  __extension__ using Wide = unsigned __int128;
  while (true) {
    const Wide product = static_cast<Wide>(next()) * bound;
    const auto low = static_cast<std::uint64_t>(product);
    // What is rejected lies below the remainder, and so below `bound`: hardly any draw
    // has to divide.
    if (low >= bound || low >= (0 - bound) % bound) {
      return static_cast<std::uint64_t>(product >> 64);
    }
  }
}

double Random::normal() {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

std::uint64_t hash_text(std::string_view text, std::uint64_t seed) {
  std::uint64_t hash = 0xcbf29ce484222325ULL ^ Random(seed).next();
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  }
  return Random(hash).next();
}

}  // namespace assay
