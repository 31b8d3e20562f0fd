// The files of a configuration: found, confined to its folder, bounded, read as YAML whatever
// they are, with `$ref` and YAML's own references resolved.
#pragma once

#include <cstddef>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/ordered_json.h"
#include "harness/base/result.h"
#include "harness/base/text_budget.h"
#include "harness/yaml/source.h"
#include "harness/yaml/tree.h"

namespace assay {

class ConfigFiles {
 public:
  // `config` is the configuration's path as the user named it; `root`, which contains its
  // folder, is what files may lie below.
  ConfigFiles(const std::filesystem::path& config, const std::filesystem::path& root);

  // The configuration itself, from its text.
  Result<const YamlNode*> read_config(std::string_view text);
  // What a `file://` or a bare path names, from the configuration's folder. Texts are UTF-8
  // without a byte order mark. A usage error for what lies outside the root, is missing, is
  // no text or has the marks of a merge that was not finished.
  Result<const SourceFile*> read_text(std::string_view name);
  // The same as a tree: YAML and JSON; `.jsonl` as the list of its lines.
  Result<const YamlNode*> read_tree(std::string_view name);
  // The files that a path with * ? or ** matches, sorted; a path without any is itself. A
  // usage error when nothing matches.
  Result<std::vector<std::string>> expand(std::string_view name);

  // How messages call a file that the configuration names.
  std::string shown(std::string_view name) const;
  // The place of a text that has no node of its own.
  const YamlNode& node_of(const OrderedJson& value, const SourceFile& file, std::size_t line);
  const std::filesystem::path& config() const { return config_; }

 private:
  Result<std::string> place_of(std::string_view name) const;  // from the root
  Result<const SourceFile*> take(std::string_view name, const std::string& place, std::string text);
  Result<const YamlNode*> parse_resolved(const SourceFile& file, std::string_view extension);
  Result<const YamlNode*> parse(const SourceFile& file);
  Result<const YamlNode*> parse_lines(const SourceFile& file);
  Result<const YamlNode*> resolve(const YamlNode& node, const YamlNode& root, std::size_t depth);
  Result<const YamlNode*> referenced(std::string_view reference, const YamlNode& root,
                                     std::size_t depth);
  // The value of a key; of a big map by its index, since a file may ask for each of its keys.
  const YamlNode* member(const YamlNode& map, std::string_view key);
  std::string_view keep(std::string_view text) { return texts_.emplace_back(text); }

  std::filesystem::path config_;
  std::filesystem::path folder_;  // absolute
  std::filesystem::path root_;    // absolute
  TextBudget budget_;
  std::size_t nodes_ = 0;  // made here
  std::map<std::string, const SourceFile*, std::less<>> read_;
  std::map<std::string, const YamlNode*, std::less<>> trees_read_;
  std::deque<SourceFile> files_;
  std::deque<YamlTree> trees_;
  std::deque<YamlNode> made_;
  std::deque<std::vector<const YamlNode*>> children_;
  std::deque<std::string> texts_;
  std::map<const YamlNode*, std::map<std::string_view, const YamlNode*>> indexes_;
};

// "file://x" -> "x"; what is none comes back empty.
std::string_view file_name_in(std::string_view text);
// In lower case, with its dot: ".yaml". A function behind it (`x.py:fn`) is left out.
std::string extension_of(std::string_view name);

}  // namespace assay
