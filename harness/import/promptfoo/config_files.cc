#include "harness/import/promptfoo/config_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/base/file.h"
#include "harness/base/text.h"
#include "harness/import/promptfoo/promptfoo.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxReferences = 32;  // one in another
constexpr std::size_t kMaxBytesRead = kMaxYamlBytes;

// Where people put it, most of them first.
constexpr std::array<std::string_view, 9> kFolders = {
    "", "evals", "promptfoo", "eval", "tests", "prompts", ".promptfoo", "test", "promptfoo_tests"};
constexpr std::array<std::string_view, 5> kNames = {"promptfooconfig.yaml", "promptfooconfig.yml",
                                                    "promptfooconfig.json", "promptfoo.yaml",
                                                    "promptfoo.yml"};

// Seven of them and a blank.
bool is_merge_mark(std::string_view line, char mark) {
  return line.size() > 7 && line[7] == ' ' && line.find_first_not_of(mark) == 7;
}

Result<void> refuse_merge_marks(const SourceFile& file) {
  int line = 0;
  for (const std::string_view each : split(file.text, '\n')) {
    ++line;
    if (is_merge_mark(each, '<') || is_merge_mark(each, '>')) {
      return usage_error(
          fmt::format("{}:{}: a merge was not finished here ('{}'); settle it, then import",
                      file.name, line, excerpt(each, 40)));
    }
  }
  return {};
}

// JSON that YAML cannot read: escapes of characters beyond U+FFFF.
bool is_json_only(std::string_view text) {
  const std::string_view begin = trim(text);
  const bool is_json = begin.starts_with('{') || begin.starts_with('[');
  return is_json && (text.find("\\ud8") != std::string_view::npos ||
                     text.find("\\uD8") != std::string_view::npos ||
                     text.find('\t') != std::string_view::npos);
}

}  // namespace

ConfigFiles::ConfigFiles(const fs::path& config, const fs::path& root) : config_(config) {
  std::error_code ignored;
  folder_ = fs::absolute(config, ignored).lexically_normal().parent_path();
  root_ = fs::absolute(root, ignored).lexically_normal();
  if (!root_.has_filename() && root_.has_relative_path()) root_ = root_.parent_path();
}

std::string ConfigFiles::shown(std::string_view name) const {
  return (config_.parent_path() / fs::path(name)).lexically_normal().generic_string();
}

Result<std::string> ConfigFiles::place_of(std::string_view name) const {
  const fs::path relative = (folder_ / fs::path(name)).lexically_normal().lexically_relative(root_);
  if (fs::path(name).is_absolute() || name.empty() || relative.empty() ||
      *relative.begin() == "..") {
    return usage_error(fmt::format("'{}' lies outside {}; --root DIR widens it", excerpt(name, 100),
                                   root_ == folder_ ? "the configuration's folder"
                                                    : "the project's folder, " + root_.string()));
  }
  return relative.generic_string();
}

Result<const YamlNode*> ConfigFiles::read_config(std::string_view text) {
  const std::string name = config_.filename().generic_string();
  ASSAY_TRY(const std::string place, place_of(name));
  ASSAY_CHECK(take(name, place, std::string(text)));
  return read_tree(name);
}

Result<const SourceFile*> ConfigFiles::read_text(std::string_view name) {
  ASSAY_TRY(const std::string place, place_of(name));
  if (const auto found = read_.find(place); found != read_.end()) return found->second;
  ASSAY_TRY(std::string text, read_confined(root_, place, kMaxBytesRead));
  return take(name, place, std::move(text));
}

Result<const SourceFile*> ConfigFiles::take(std::string_view name, const std::string& place,
                                            std::string text) {
  SourceFile& file = files_.emplace_back(SourceFile{shown(name), std::move(text)});
  Diagnostics diagnostics;
  if (!accept_text(file, diagnostics)) return diagnostics.failure();
  read_.emplace(place, &file);
  return &file;
}

Result<const YamlNode*> ConfigFiles::read_tree(std::string_view name) {
  ASSAY_TRY(const SourceFile* const file, read_text(name));
  if (const auto found = trees_read_.find(file->name); found != trees_read_.end()) {
    if (found->second == nullptr)
      return usage_error(file->name + ": names itself, directly or through others");
    return found->second;
  }
  ASSAY_CHECK(refuse_merge_marks(*file));
  trees_read_[file->name] = nullptr;  // while it is being read
  Result<const YamlNode*> root = parse_resolved(*file, extension_of(name));
  if (root)
    trees_read_[file->name] = *root;
  else
    trees_read_.erase(file->name);
  return root;
}

Result<const YamlNode*> ConfigFiles::parse_resolved(const SourceFile& file,
                                                    std::string_view extension) {
  const bool is_lines = extension == ".jsonl" || extension == ".ndjson";
  ASSAY_TRY(const YamlNode* const root, is_lines ? parse_lines(file) : parse(file));
  if (file.text.find("$ref") == std::string::npos) return root;
  return resolve(*root, *root, 0);
}

Result<const YamlNode*> ConfigFiles::parse(const SourceFile& file) {
  if (is_json_only(file.text)) {
    Result<OrderedJson> json = parse_ordered_json(file.text, kMaxYamlDepth);
    if (json) return &node_of(*json, file, 1);
    // YAML may begin with a bracket, too.
  }
  Diagnostics diagnostics;
  std::optional<YamlTree> tree = YamlTree::parse(file, diagnostics, budget_);
  if (!tree) return diagnostics.failure();
  return &trees_.emplace_back(std::move(*tree)).root();
}

Result<const YamlNode*> ConfigFiles::parse_lines(const SourceFile& file) {
  std::vector<const YamlNode*> items;
  std::size_t number = 0;
  for (const std::string_view line : split(file.text, '\n')) {
    ++number;
    if (trim(line).empty()) continue;
    Result<OrderedJson> json = parse_ordered_json(line, kMaxYamlDepth);
    if (!json)
      return usage_error(fmt::format("{}:{}: {}", file.name, number, json.error().message));
    items.push_back(&node_of(*json, file, number));
  }
  YamlNode& list = made_.emplace_back();
  list.kind = YamlNode::Kind::list;
  list.file = &file;
  list.line = 1;
  list.children = children_.emplace_back(std::move(items));
  return &list;
}

const YamlNode& ConfigFiles::node_of(const OrderedJson& value, const SourceFile& file,
                                     std::size_t line) {
  YamlNode& node = made_.emplace_back();
  node.file = &file;
  node.line = static_cast<std::uint32_t>(line);
  node.column = 1;
  std::vector<const YamlNode*> children;
  if (value.is_array()) {
    node.kind = YamlNode::Kind::list;
    for (const OrderedJson& item : value) children.push_back(&node_of(item, file, line));
  } else if (value.is_object()) {
    node.kind = YamlNode::Kind::map;
    for (const auto& [key, member] : value.items()) {
      children.push_back(&node_of(OrderedJson(key), file, line));
      children.push_back(&node_of(member, file, line));
    }
  } else if (!value.is_null()) {
    node.kind = YamlNode::Kind::scalar;
    node.plain = !value.is_string();
    node.text =
        keep(value.is_string() ? value.get_ref<const std::string&>() : dump_ordered_json(value));
  }
  node.children = children_.emplace_back(std::move(children));
  return node;
}

// `$ref: '#/a/b'` or `$ref: file.yaml#/a`, and beside it what it is to have otherwise.
Result<const YamlNode*> ConfigFiles::resolve(const YamlNode& node, const YamlNode& root,
                                             std::size_t depth) {
  if (++nodes_ > kMaxYamlNodes)
    return usage_error(fmt::format("{}: $ref makes more than {} nodes of it",
                                   to_string(node.position()), kMaxYamlNodes));
  if (depth > kMaxYamlDepth + kMaxReferences)
    return usage_error(to_string(node.position()) + ": $ref leads round in a circle");
  std::vector<const YamlNode*> children;
  if (const YamlNode* const reference = node.find("$ref");
      reference != nullptr && reference->is_scalar()) {
    ASSAY_TRY(const YamlNode* const target, referenced(reference->text, root, depth + 2));
    if (!target->is_map() || node.entries() == 1) return target;
    for (std::size_t i = 0; i < target->entries(); ++i) {
      if (node.find(target->key(i).text) != nullptr) continue;
      children.push_back(&target->key(i));
      children.push_back(&target->value(i));
    }
  }
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    const bool is_key = node.is_map() && i % 2 == 0;
    if (is_key && node.children[i]->text == "$ref" && node.children[i + 1]->is_scalar()) {
      ++i;
      continue;
    }
    if (is_key) {
      children.push_back(node.children[i]);
      continue;
    }
    ASSAY_TRY(const YamlNode* const child, resolve(*node.children[i], root, depth + 1));
    children.push_back(child);
  }
  YamlNode& made = made_.emplace_back(node);
  made.children = children_.emplace_back(std::move(children));
  return &made;
}

const YamlNode* ConfigFiles::member(const YamlNode& map, std::string_view key) {
  constexpr std::size_t kSmall = 32;
  if (!map.is_map() || map.entries() <= kSmall) return map.find(key);
  std::map<std::string_view, const YamlNode*>& index = indexes_[&map];
  if (index.empty())
    for (std::size_t i = 0; i < map.entries(); ++i) index.emplace(map.key(i).text, &map.value(i));
  const auto found = index.find(key);
  return found == index.end() ? nullptr : found->second;
}

Result<const YamlNode*> ConfigFiles::referenced(std::string_view reference, const YamlNode& root,
                                                std::size_t depth) {
  const std::size_t hash = reference.find('#');
  std::string_view file = reference.substr(0, hash);
  if (file.starts_with("file://")) file.remove_prefix(7);
  const YamlNode* at = &root;
  if (!file.empty()) {
    ASSAY_TRY(at, read_tree(file));
  }
  const std::string_view pointer =
      hash == std::string_view::npos ? std::string_view{} : reference.substr(hash + 1);
  for (const std::string_view step : split(pointer, '/')) {
    if (step.empty()) continue;
    const std::optional<long long> index = at->is_list() ? parse_integer(step) : std::nullopt;
    const bool is_there =
        index && *index >= 0 && static_cast<std::size_t>(*index) < at->children.size();
    at = is_there ? at->children[static_cast<std::size_t>(*index)] : member(*at, step);
    if (at == nullptr)
      return usage_error(
          fmt::format("{}: $ref '{}' leads nowhere", root.file->name, excerpt(reference, 100)));
  }
  if (!file.empty()) return at;  // resolved when it was read
  return resolve(*at, root, depth);
}

std::string_view file_name_in(std::string_view text) {
  constexpr std::string_view kScheme = "file://";
  return text.starts_with(kScheme) ? text.substr(kScheme.size()) : std::string_view{};
}

std::string extension_of(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  const std::string_view last = slash == std::string_view::npos ? name : name.substr(slash + 1);
  const std::size_t dot = last.rfind('.');
  if (dot == std::string_view::npos) return {};
  const std::string_view ending = last.substr(dot);
  return to_lower_ascii(ending.substr(0, ending.find_first_of(":#")));
}

Result<fs::path> find_promptfoo_config(const fs::path& place) {
  std::error_code ignored;
  if (!fs::is_directory(place, ignored)) {
    const std::string extension = extension_of(place.generic_string());
    if (extension == ".js" || extension == ".ts" || extension == ".mjs" || extension == ".cjs")
      return usage_error(place.string() +
                         ": a configuration that is a program cannot be read; let it print its "
                         "YAML and import that");
    return place;
  }
  for (const std::string_view folder : kFolders)
    for (const std::string_view each : kNames) {
      const fs::path candidate = place / folder / each;
      if (fs::is_regular_file(candidate, ignored)) return candidate.lexically_normal();
    }
  return usage_error(fmt::format(
      "{}: no promptfooconfig.yaml here, nor in evals, promptfoo, eval, tests, prompts or "
      ".promptfoo; name the file",
      place.string()));
}

}  // namespace assay
