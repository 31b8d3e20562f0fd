// Bounded YAML: one document as a tree of our own, with the place of every
// node. yaml-cpp's own tree keeps duplicate keys silently and accepts cycles
// and alias bombs, so its events are taken instead and refused as they come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string_view>

#include "harness/base/text_budget.h"
#include "harness/yaml/diagnostic.h"

namespace assay {

inline constexpr std::size_t kMaxYamlDepth = 64;
inline constexpr std::size_t kMaxYamlNodes = 1'000'000;  // with every alias expanded

// Scalars stay text: their type is decided by the field they stand in. Lives as
// long as its YamlTree.
struct YamlNode {
  enum class Kind : std::uint8_t { null, scalar, list, map };

  Kind kind = Kind::null;
  bool plain = true;         // a scalar without quotes
  std::uint32_t line = 0;    // from 1
  std::uint32_t column = 0;  // in bytes, from 1
  const SourceFile* file = nullptr;
  std::string_view text;                      // of a scalar
  std::span<const YamlNode* const> children;  // a list's items; a map's key, value, key, value

  bool is_null() const { return kind == Kind::null; }
  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_list() const { return kind == Kind::list; }
  bool is_map() const { return kind == Kind::map; }

  Position position() const { return {file, static_cast<int>(line), static_cast<int>(column)}; }
  // Of a map: its number of entries, and the i-th.
  std::size_t entries() const { return children.size() / 2; }
  const YamlNode& key(std::size_t i) const { return *children[2 * i]; }
  const YamlNode& value(std::size_t i) const { return *children[2 * i + 1]; }
  // Of a map: the value of `name`, or nullptr.
  const YamlNode* find(std::string_view name) const;
};

class YamlTree {
 public:
  // Parses the one document of `file`, which outlives the tree. Nothing, and an
  // error in `diagnostics`, for anything YAML or the bounds above refuse:
  // duplicate keys, keys that are no text, tags, cycles, several documents,
  // control characters. Merge keys are resolved. An empty file is a null node.
  // What aliases repeat is taken from `budget`.
  static std::optional<YamlTree> parse(const SourceFile& file, Diagnostics& diagnostics,
                                       TextBudget& budget);

  const YamlNode& root() const { return *root_; }

 private:
  YamlTree() : memory_(std::make_unique<std::pmr::monotonic_buffer_resource>()) {}

  std::unique_ptr<std::pmr::monotonic_buffer_resource> memory_;  // nodes, spans and texts
  const YamlNode* root_ = nullptr;
};

}  // namespace assay
