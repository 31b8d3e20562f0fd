// A map with a fixed set of keys.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/yaml/scalar.h"
#include "harness/yaml/tree.h"

namespace assay {

// What a map describes, for messages: model 'small'. `name` may be empty.
struct Owner {
  std::string_view kind;
  std::string_view name = {};
};
std::string to_string(const Owner& owner);

// Keys that begin with "x-" are the author's own, in any map with fixed keys:
// notes, and what anchors name.
bool is_authors_own(std::string_view key);

// What a format knows of a key that one of its maps does not have.
struct KeyAdvice {
  std::string refusal;             // said instead of "unknown key ..."; "": that is said
  std::vector<std::string> meant;  // besides the map's own keys
};
using KeyAdviser = KeyAdvice (*)(std::string_view key, const Owner& owner);

// Checks a map's keys once, then hands out values. Unknown keys are errors with
// did-you-mean, or with what `adviser` knows of them.
class Fields {
 public:
  // `node` need not be a map: anything else is an error, and has no fields.
  // `node` and `owner`'s views outlive the Fields.
  Fields(const YamlNode& node, Owner owner, const std::vector<std::string_view>& known,
         Diagnostics& diagnostics, KeyAdviser adviser = nullptr);

  bool is_map() const { return node_.is_map(); }
  Position position() const { return node_.position(); }
  // nullptr when the author did not write `key`.
  const YamlNode* find(std::string_view key) const { return node_.find(key); }
  // The same, and its absence is an error.
  const YamlNode* require(std::string_view key) const;

  // Values as ScalarReader reads them. Nothing when the author did not write `key`,
  // and nothing, with an error, when the value is not what it should be.
  std::optional<std::string> text(std::string_view key) const;
  std::optional<std::int64_t> integer(std::string_view key, const NumberBounds& bounds = {}) const;
  std::optional<double> number(std::string_view key, const NumberBounds& bounds = {}) const;
  std::optional<double> share(std::string_view key, const NumberBounds& bounds = {0, 1}) const;
  std::optional<bool> boolean(std::string_view key) const;
  std::optional<std::size_t> choice(std::string_view key,
                                    const std::vector<std::string>& choices) const;
  std::optional<milliseconds> duration(std::string_view key) const;
  std::optional<Money> usd(std::string_view key) const;
  std::optional<Money> usd_per_million(std::string_view key) const;
  // The items of a list; anything else is an error, and none.
  std::span<const YamlNode* const> items(std::string_view key) const;

 private:
  // What `reader`, one of ScalarReader's, makes of the value.
  template <class Reader, class... More>
  auto value(std::string_view key, Reader reader, const More&... more) const;

  const YamlNode& node_;
  Owner owner_;
  Diagnostics& diagnostics_;
};

// "unknown key 'x' in model 'small'; did you mean 'y'?"
void report_unknown_key(const YamlNode& key, const Owner& owner,
                        const std::vector<std::string>& known, Diagnostics& diagnostics);

}  // namespace assay
