// The checksum that a row of the Store carries: 64 bits over its values.
//
// A disk, a cable or a copy may change a letter of an answer or a digit of a cost, and
// SQLite has no way to notice. This is no signature: whoever can write the file can
// write the sum. Each word is folded in by steps that lose nothing (xor, an odd
// multiplier, xor with itself shifted), so that two rows which differ in one word of
// eight bytes alone never have the same sum; rows that differ in more have it once in 2^64.
#pragma once

#include <bit>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace assay {

// Bytes that are not text.
struct Blob {
  std::string_view bytes;
};

class RowSum {
 public:
  void add_null() { fold(1); }
  void add(std::int64_t value) {
    fold(2);
    fold(static_cast<std::uint64_t>(value));
  }
  // As SQLite keeps it: NaN as NULL, -0 as 0.
  void add(double value) {
    if (std::isnan(value)) return add_null();
    fold(3);
    fold(std::bit_cast<std::uint64_t>(value + 0.0));
  }
  void add(std::string_view text) { fold_bytes(4, text); }
  void add(Blob blob) { fold_bytes(5, blob.bytes); }
  template <std::integral Integer>
  void add(Integer value) {
    add(static_cast<std::int64_t>(value));
  }
  template <class Value>
  void add(const std::optional<Value>& value) {
    value ? add(*value) : add_null();
  }

  std::int64_t value() const { return std::bit_cast<std::int64_t>(sum_); }

 private:
  void fold(std::uint64_t word) {
    sum_ = (sum_ ^ word) * 0x9e3779b97f4a7c15ULL;
    sum_ ^= sum_ >> 32;
  }
  // The kind and the length go first: "ab", "c" is not "a", "bc".
  void fold_bytes(std::uint64_t kind, std::string_view bytes) {
    fold(kind | static_cast<std::uint64_t>(bytes.size()) << 3);
    for (; bytes.size() >= sizeof(std::uint64_t); bytes.remove_prefix(sizeof(std::uint64_t))) {
      fold(word_of(bytes.data(), sizeof(std::uint64_t)));
    }
    if (!bytes.empty()) fold(word_of(bytes.data(), bytes.size()));
  }
  // Little-endian on every machine, so that a Store can be copied to any.
  static std::uint64_t word_of(const char* bytes, std::size_t size) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, size);
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    return word;
  }

  std::uint64_t sum_ = 0x243f6a8885a308d3ULL;  // of pi: so that nothing has no sum of 0
};

template <class... Values>
std::int64_t sum_of(const Values&... values) {
  RowSum sum;
  (sum.add(values), ...);
  return sum.value();
}

}  // namespace assay
