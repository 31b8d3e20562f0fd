#include "harness/simulate/models_yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <set>

#include "harness/base/spelling.h"
#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::size_t kMaxNodes = 1'000'000;
constexpr int kMaxDepth = 64;

struct Position {
  int line;
  int column;
};

Position position_of(const YAML::Mark& mark) {
  return {std::max(mark.line, 0) + 1, std::max(mark.column, 0) + 1};
}

// Copies yaml-cpp's graph into a tree. The node budget is what stops an alias
// bomb, the depth limit what stops a cycle.
class TreeBuilder {
 public:
  explicit TreeBuilder(const ModelsSource& source) : source_(source) {}

  Result<ModelsYaml> build(const YAML::Node& node, int depth) {
    ModelsYaml tree;
    const Position position = position_of(node.Mark());
    tree.line = position.line;
    tree.column = position.column;
    if (++nodes_ > kMaxNodes) return source_.error_at(tree, "the file has too many values");
    if (depth > kMaxDepth) return source_.error_at(tree, "nested too deeply");
    switch (node.Type()) {
      case YAML::NodeType::Undefined:
      case YAML::NodeType::Null:
        return tree;
      case YAML::NodeType::Scalar:
        tree.kind = ModelsYaml::Kind::scalar;
        tree.quoted = node.Tag() == "!";
        tree.scalar = node.Scalar();
        return tree;
      case YAML::NodeType::Sequence:
        return build_list(node, depth, std::move(tree));
      case YAML::NodeType::Map:
        return build_map(node, depth, std::move(tree));
    }
    return tree;
  }

 private:
  Result<ModelsYaml> build_list(const YAML::Node& node, int depth, ModelsYaml tree) {
    tree.kind = ModelsYaml::Kind::list;
    for (const YAML::Node& item : node) {
      ASSAY_TRY(ModelsYaml value, build(item, depth + 1));
      tree.items.push_back(std::move(value));
    }
    return tree;
  }

  Result<ModelsYaml> build_map(const YAML::Node& node, int depth, ModelsYaml tree) {
    tree.kind = ModelsYaml::Kind::map;
    std::set<std::string> seen;
    std::optional<Merge> merge;
    for (const auto& pair : node) {
      const YAML::Node& key = pair.first;
      const Position at = position_of(key.Mark());
      if (!key.IsScalar()) {
        return source_.error_at(at.line, at.column,
                                "a key must be plain text; quote an answer that has {{...}}");
      }
      ModelsYamlEntry entry{key.Scalar(), at.line, at.column, {}};
      if (!seen.insert(entry.key).second) {
        return source_.error_at(at.line, at.column, fmt::format("'{}' is given twice", entry.key));
      }
      ASSAY_TRY(entry.value, build(pair.second, depth + 1));
      if (entry.key == "<<" && key.Tag() != "!") {
        merge = Merge{std::move(entry.value), tree.entries.size()};
        continue;
      }
      tree.entries.push_back(std::move(entry));
    }
    if (merge) ASSAY_CHECK(merge_into(tree, std::move(*merge)));
    return tree;
  }

  // The value of a merge key, and before which entry it stands.
  struct Merge {
    ModelsYaml value;
    std::size_t before = 0;
  };

  // As in a suite: the map's own keys win, then earlier maps of a list.
  Result<void> merge_into(ModelsYaml& tree, Merge merge) const {
    std::vector<ModelsYaml> maps;
    if (merge.value.kind == ModelsYaml::Kind::list)
      maps = std::move(merge.value.items);
    else
      maps.push_back(std::move(merge.value));
    std::set<std::string> taken;
    for (const ModelsYamlEntry& entry : tree.entries) taken.insert(entry.key);
    std::vector<ModelsYamlEntry> merged;
    for (ModelsYaml& map : maps) {
      if (map.kind != ModelsYaml::Kind::map) {
        return source_.error_at(map, "'<<' merges a map or a list of maps: write the alias of one");
      }
      for (ModelsYamlEntry& entry : map.entries) {
        if (taken.insert(entry.key).second) merged.push_back(std::move(entry));
      }
    }
    tree.entries.insert(tree.entries.begin() + static_cast<std::ptrdiff_t>(merge.before),
                        std::make_move_iterator(merged.begin()),
                        std::make_move_iterator(merged.end()));
    return {};
  }

  const ModelsSource& source_;
  std::size_t nodes_ = 0;
};

std::optional<bool> core_boolean(std::string_view scalar) {
  if (scalar == "true" || scalar == "True" || scalar == "TRUE") return true;
  if (scalar == "false" || scalar == "False" || scalar == "FALSE") return false;
  return std::nullopt;
}

std::string shown(const ModelsYaml& node) {
  switch (node.kind) {
    case ModelsYaml::Kind::null:
      return "nothing";
    case ModelsYaml::Kind::scalar:
      return "'" + excerpt(node.scalar, 40) + "'";
    case ModelsYaml::Kind::list:
      return "a list";
    case ModelsYaml::Kind::map:
      return "a map";
  }
  return {};
}

}  // namespace

const ModelsYaml* ModelsYaml::find(std::string_view key) const {
  for (const ModelsYamlEntry& entry : entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

Json ModelsYaml::to_json() const {
  switch (kind) {
    case Kind::null:
      return nullptr;
    case Kind::list: {
      Json list = Json::array();
      for (const ModelsYaml& item : items) list.push_back(item.to_json());
      return list;
    }
    case Kind::map: {
      Json map = Json::object();
      for (const ModelsYamlEntry& entry : entries) map[entry.key] = entry.value.to_json();
      return map;
    }
    case Kind::scalar:
      break;
  }
  if (quoted) return scalar;
  if (scalar == "null" || scalar == "~") return nullptr;
  if (const std::optional<bool> value = core_boolean(scalar)) return *value;
  if (const std::optional<long long> value = parse_integer(scalar)) return *value;
  if (const std::optional<double> value = parse_number(scalar)) return *value;
  return scalar;
}

Result<ModelsYaml> ModelsSource::parse() const {
  if (!is_valid_utf8(text_)) return error_at(1, 1, "the file is not UTF-8");
  try {
    const YAML::Node root = YAML::Load(std::string(text_));
    return TreeBuilder(*this).build(root, 0);
  } catch (const YAML::Exception& error) {
    const Position at = position_of(error.mark);
    return error_at(at.line, at.column, error.msg);
  }
}

tl::unexpected<Error> ModelsSource::error_at(int line, int column, std::string_view message) const {
  std::string text = fmt::format("{}:{}:{}: {}", name_, line, column, message);
  const std::vector<std::string_view> lines = split(text_, '\n');
  const auto index = static_cast<std::size_t>(line - 1);
  if (index < lines.size() && lines[index].size() <= 200) {
    const std::string number = fmt::format("{:>5}", line);
    text += fmt::format("\n{} | {}\n{} | {}^", number, terminal_safe(lines[index]),
                        std::string(number.size(), ' '),
                        std::string(static_cast<std::size_t>(std::max(column - 1, 0)), ' '));
  }
  return usage_error(std::move(text));
}

Result<void> ModelsSource::expect_map(const ModelsYaml& node, std::string_view what,
                                      const std::vector<std::string>& allowed_keys) const {
  if (node.kind != ModelsYaml::Kind::map) {
    return error_at(node, fmt::format("{} must be a map, not {}", what, shown(node)));
  }
  for (const ModelsYamlEntry& entry : node.entries) {
    if (entry.key.starts_with("x-") ||  // the author's own, as in a suite
        std::find(allowed_keys.begin(), allowed_keys.end(), entry.key) != allowed_keys.end()) {
      continue;
    }
    return error_at(entry.line, entry.column,
                    fmt::format("unknown key '{}' in {}{}", excerpt(entry.key, 40), what,
                                did_you_mean(entry.key, allowed_keys)));
  }
  return {};
}

Result<void> ModelsSource::expect_list(const ModelsYaml& node, std::string_view what) const {
  if (node.kind == ModelsYaml::Kind::list) return {};
  return error_at(node, fmt::format("{} must be a list, not {}", what, shown(node)));
}

Result<std::string> ModelsSource::text(const ModelsYaml& node, std::string_view what) const {
  if (node.kind == ModelsYaml::Kind::scalar) return node.scalar;
  return error_at(node, fmt::format("{} must be text, not {}", what, shown(node)));
}

Result<double> ModelsSource::number(const ModelsYaml& node, std::string_view what, double low,
                                    double high) const {
  const std::optional<double> value = node.kind == ModelsYaml::Kind::scalar && !node.quoted
                                          ? parse_number(node.scalar)
                                          : std::nullopt;
  if (value && *value >= low && *value <= high) return *value;
  return error_at(node, fmt::format("{} must be a number from {} to {}, not {}", what,
                                    format_number(low), format_number(high), shown(node)));
}

Result<std::int64_t> ModelsSource::integer(const ModelsYaml& node, std::string_view what,
                                           std::int64_t low, std::int64_t high) const {
  const std::optional<long long> value = node.kind == ModelsYaml::Kind::scalar && !node.quoted
                                             ? parse_integer(node.scalar)
                                             : std::nullopt;
  if (value && *value >= low && *value <= high) return *value;
  return error_at(node, fmt::format("{} must be a whole number from {} to {}, not {}", what, low,
                                    high, shown(node)));
}

Result<bool> ModelsSource::boolean(const ModelsYaml& node, std::string_view what) const {
  const std::optional<bool> value = node.kind == ModelsYaml::Kind::scalar && !node.quoted
                                        ? core_boolean(node.scalar)
                                        : std::nullopt;
  if (value) return *value;
  return error_at(node, fmt::format("{} must be true or false, not {}", what, shown(node)));
}

Result<std::size_t> ModelsSource::choice(const ModelsYaml& node, std::string_view what,
                                         const std::vector<std::string>& choices) const {
  ASSAY_TRY(const std::string value, text(node, what));
  const auto found = std::find(choices.begin(), choices.end(), value);
  if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
  return error_at(node, fmt::format("{} must be one of {}, not {}{}", what, join(choices, ", "),
                                    shown(node), did_you_mean(value, choices)));
}

}  // namespace assay
