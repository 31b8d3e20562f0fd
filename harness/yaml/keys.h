// The keys of a YAML map as it closes: checked, and its merge keys resolved.
// Internal to tree.cc.
#pragma once

#include <string>
#include <vector>

#include "harness/yaml/tree.h"

namespace assay {

// Thrown through yaml-cpp by its event handler; caught in YamlTree::parse().
struct YamlRefusal {
  Position at;
  std::string message;
};

// `children` of `map` (key, value, key, value), whose own maps are resolved already.
// Refuses keys that are no text and duplicates. An unquoted `<<` is replaced,
// where it stands, by the entries of the map or maps it names, so that they
// keep the places where they were written: the map's own keys win, and earlier
// maps of a list win over later ones (https://yaml.org/type/merge.html).
void resolve_keys(const YamlNode& map, std::vector<const YamlNode*>& children);

}  // namespace assay
