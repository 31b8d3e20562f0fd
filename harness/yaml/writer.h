// YAML as a person would write it: order, comments and blank lines are the caller's,
// quotes and layout the writer's. What it writes, YamlTree reads back the same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"

namespace assay {

// A node to be written.
struct YamlOut {
  enum class Kind : std::uint8_t { text, plain, list, map };

  Kind kind = Kind::map;
  std::string scalar;                 // of a text; of a plain one, as it stands
  std::vector<YamlOut> items;         // of a list; of a map, the values
  std::vector<std::string> keys;      // of a map, one for each of the items
  std::vector<std::string> comments;  // lines above it, without "# "
  bool gap = false;                   // a blank line above it
  bool block = false;                 // never on one line, however short

  static YamlOut text(std::string_view value);
  // As it stands: a number, true, false.
  static YamlOut plain(std::string_view value);
  static YamlOut list() { return of_kind(Kind::list); }
  static YamlOut map() { return of_kind(Kind::map); }
  // Keys in their sorted order; null is null.
  static YamlOut of(const Json& value);

  YamlOut& add(std::string_view key, YamlOut value);  // of a map: the value that was added
  YamlOut& add(YamlOut item);                         // of a list
  const YamlOut* find(std::string_view key) const;    // of a map: nullptr when there is none
  bool is_empty() const { return items.empty(); }

 private:
  static YamlOut of_kind(Kind kind);
};

// The document: `root` is a map. Maps and lists that fit on a line stand on one, those of
// several texts over lines and those with comments do not.
std::string write_yaml(const YamlOut& root);

}  // namespace assay
