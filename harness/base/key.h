// Identity by content: SHA-256 over everything that selects a reply.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace assay {

struct Key {
  std::array<std::uint8_t, 32> bytes{};
  friend auto operator<=>(const Key&, const Key&) = default;

  std::string hex() const;
  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  // The first eight bytes, for an index that is cheaper than the whole Key.
  std::int64_t prefix() const;
};

// The fields of a Key as bytes: each is preceded by its length, so ("ab","c") and
// ("a","bc") differ. For fields that many Keys share.
class KeyFields {
 public:
  KeyFields& add(std::string_view field);
  KeyFields& add(std::int64_t field);
  KeyFields& add(const KeyFields& fields);
  Key finish() const;  // what a KeyBuilder of the same fields makes of them

 private:
  std::string bytes_;
};

// Hashes fields as they come. A builder can be copied: a variant's fields are hashed once and the
// copy is finished for every cell.
class KeyBuilder {
 public:
  KeyBuilder();
  KeyBuilder(const KeyBuilder&);
  KeyBuilder& operator=(const KeyBuilder&);
  KeyBuilder(KeyBuilder&&) noexcept;
  KeyBuilder& operator=(KeyBuilder&&) noexcept;
  ~KeyBuilder();

  KeyBuilder& add(std::string_view field);
  KeyBuilder& add(std::int64_t field);
  Key finish() const;  // the builder stays usable

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Key sha256(std::string_view bytes);

}  // namespace assay

template <>
struct std::hash<assay::Key> {
  std::size_t operator()(const assay::Key& key) const noexcept {
    return static_cast<std::size_t>(key.prefix());
  }
};
