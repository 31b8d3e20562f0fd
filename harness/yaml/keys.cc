#include "harness/yaml/keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <unordered_set>

#include "harness/base/mark.h"

namespace assay {
namespace {

// Texts of keys; few of them are compared one by one.
class KeySet {
 public:
  // Whether `key` is new.
  bool insert(std::string_view key) {
    if (!many_.empty()) return many_.insert(key).second;
    if (std::find(few_.begin(), few_.end(), key) != few_.end()) return false;
    few_.push_back(key);
    if (few_.size() == kFew) many_.insert(few_.begin(), few_.end());
    return true;
  }

 private:
  static constexpr std::size_t kFew = 16;
  std::vector<std::string_view> few_;
  std::unordered_set<std::string_view> many_;
};

bool is_merge(const YamlNode& key) {
  return key.plain && key.text == "<<";
}

// What an unquoted {{name}} looks like to YAML: a map whose key is a map.
std::optional<std::string> template_taken_for_map(const YamlNode& key) {
  if (!key.is_map() || key.entries() != 1 || !key.key(0).is_scalar()) return std::nullopt;
  return std::string(key.key(0).text);
}

void check_key(const YamlNode& map, const YamlNode& key) {
  if (const std::optional<std::string> name = template_taken_for_map(key)) {
    throw YamlRefusal{map.position(),
                      fmt::format("{{{{{0}}}}} without quotes is a YAML map; quote it: "
                                  "\"{{{{{0}}}}}\"",
                                  *name)};
  }
  if (!key.is_scalar()) throw YamlRefusal{key.position(), "a key must be text"};
}

[[noreturn]] void refuse_duplicate(const std::vector<const YamlNode*>& children, std::size_t at) {
  ASSAY_MARK("yaml.duplicate_key");
  const YamlNode& key = *children[at];
  std::uint32_t first = key.line;
  for (std::size_t i = 0; i < at; i += 2) {
    if (children[i]->text == key.text) first = std::min(first, children[i]->line);
  }
  const std::string_view hint =
      is_merge(key) ? "; several maps are merged by a list: '<<: [*a, *b]'" : "";
  throw YamlRefusal{key.position(), fmt::format("duplicate key '{}'; it is already on line {}{}",
                                                key.text, first, hint)};
}

// The maps that the merge key `key` names by `value`, the one that wins first.
std::vector<const YamlNode*> merged_maps(const YamlNode& key, const YamlNode& value) {
  std::vector<const YamlNode*> maps;
  if (value.is_list()) {
    maps.assign(value.children.begin(), value.children.end());
  } else {
    maps.push_back(&value);
  }
  for (const YamlNode* map : maps) {
    if (map->is_map()) continue;
    ASSAY_MARK("yaml.merge_refused");
    throw YamlRefusal{key.position(),  // an alias has no place of its own
                      "'<<' merges a map or a list of maps, and this is neither: write the alias "
                      "of a map, '<<: *name'"};
  }
  return maps;
}

std::vector<const YamlNode*> merged(const std::vector<const YamlNode*>& children, KeySet& taken) {
  std::vector<const YamlNode*> out;
  for (std::size_t i = 0; i < children.size(); i += 2) {
    if (!is_merge(*children[i])) {
      out.push_back(children[i]);
      out.push_back(children[i + 1]);
      continue;
    }
    for (const YamlNode* map : merged_maps(*children[i], *children[i + 1])) {
      for (std::size_t entry = 0; entry < map->entries(); ++entry) {
        if (!taken.insert(map->key(entry).text)) continue;
        out.push_back(&map->key(entry));
        out.push_back(&map->value(entry));
      }
    }
  }
  return out;
}

}  // namespace

void resolve_keys(const YamlNode& map, std::vector<const YamlNode*>& children) {
  KeySet taken;
  bool merges = false;
  for (std::size_t i = 0; i < children.size(); i += 2) {
    check_key(map, *children[i]);
    if (!taken.insert(children[i]->text)) refuse_duplicate(children, i);
    merges = merges || is_merge(*children[i]);
  }
  if (merges) children = merged(children, taken);
}

}  // namespace assay
