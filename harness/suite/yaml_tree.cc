// The only file that includes yaml-cpp.
#include "harness/suite/yaml_tree.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cstring>
#include <istream>
#include <new>
#include <streambuf>
#include <string>
#include <unordered_map>
#include <vector>

#include "harness/suite/yaml_keys.h"

namespace assay {
namespace {

// yaml-cpp reads from a stream; this one reads in place.
class ViewBuffer : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // never written: only the get area is set
    setg(begin, begin, begin + text.size());
  }
};

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const SourceFile& file, std::pmr::memory_resource& memory)
      : file_(file), memory_(memory) {}

  const YamlNode* root() const { return root_; }
  const YamlNode* empty_document() { return &new_node(YamlNode::Kind::null, YAML::Mark()); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (seen_document_) {
      throw YamlRefusal{at(mark), "a second YAML document starts here; a file holds one"};
    }
    seen_document_ = true;
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    finish(new_node(YamlNode::Kind::null, mark), Extent{}, anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    YamlNode& node = new_node(YamlNode::Kind::scalar, mark);
    refuse_tag(node, tag);
    node.plain = tag != "!";  // yaml-cpp's mark of a scalar that was not plain
    node.text = store(value);
    finish(node, Extent{}, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {
      throw YamlRefusal{at(mark), "this alias stands inside the node it names: a cycle"};
    }
    count_nodes(found->second.extent.nodes, at(mark));
    add_child(*found->second.node, found->second.extent);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::list, mark, tag, anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::map, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

 private:
  // Size of a subtree with its aliases expanded.
  struct Extent {
    std::size_t nodes = 1;
    std::size_t height = 1;
  };
  struct Anchored {
    const YamlNode* node = nullptr;
    Extent extent;
  };
  struct Open {
    YamlNode* node = nullptr;
    YAML::anchor_t anchor = YAML::NullAnchor;
    Extent extent;
    std::vector<const YamlNode*> children;
  };

  Position at(const YAML::Mark& mark) const { return {&file_, mark.line + 1, mark.column + 1}; }

  YamlNode& new_node(YamlNode::Kind kind, const YAML::Mark& mark) {
    count_nodes(1, at(mark));
    auto* node = new (memory_.allocate(sizeof(YamlNode), alignof(YamlNode))) YamlNode;
    node->kind = kind;
    node->line = static_cast<std::uint32_t>(mark.line + 1);
    node->column = static_cast<std::uint32_t>(mark.column + 1);
    node->file = &file_;
    return *node;
  }

  std::string_view store(const std::string& text) {
    if (text.empty()) return {};
    auto* bytes = static_cast<char*>(memory_.allocate(text.size(), 1));
    std::memcpy(bytes, text.data(), text.size());
    return {bytes, text.size()};
  }

  void count_nodes(std::size_t more, const Position& position) {
    nodes_ += more;
    if (nodes_ > kMaxYamlNodes) {
      throw YamlRefusal{position,
                    fmt::format("more than {} YAML nodes, aliases expanded; many cases belong in a "
                                "CSV or JSONL file",
                                kMaxYamlNodes)};
    }
  }

  void check_depth(std::size_t depth, const Position& position) const {
    if (depth > kMaxYamlDepth) {
      throw YamlRefusal{position, fmt::format("nested deeper than {} levels", kMaxYamlDepth)};
    }
  }

  void refuse_tag(const YamlNode& node, const std::string& tag) const {
    if (tag.empty() || tag == "?" || tag == "!") return;
    throw YamlRefusal{node.position(), fmt::format("YAML tag '{}': tags are refused, types come from "
                                               "the field a value stands in",
                                               tag)};
  }

  void open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    check_depth(open_.size() + 1, at(mark));
    YamlNode& node = new_node(kind, mark);
    refuse_tag(node, tag);
    open_.push_back({&node, anchor, Extent{}, {}});
  }

  void close() {
    Open closed = std::move(open_.back());
    open_.pop_back();
    if (closed.node->is_map()) resolve_keys(*closed.node, closed.children);
    closed.node->children = store(closed.children);
    finish(*closed.node, closed.extent, closed.anchor);
  }

  std::span<const YamlNode* const> store(const std::vector<const YamlNode*>& children) {
    if (children.empty()) return {};
    const std::size_t bytes = children.size() * sizeof(const YamlNode*);
    void* stored = memory_.allocate(bytes, alignof(const YamlNode*));
    std::memcpy(stored, children.data(), bytes);
    return {static_cast<const YamlNode* const*>(stored), children.size()};
  }

  void finish(const YamlNode& node, const Extent& extent, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) anchors_[anchor] = {&node, extent};
    add_child(node, extent);
  }

  void add_child(const YamlNode& node, const Extent& extent) {
    check_depth(open_.size() + extent.height - 1, node.position());
    if (open_.empty()) {
      root_ = &node;
      return;
    }
    Open& parent = open_.back();
    parent.children.push_back(&node);
    parent.extent.nodes += extent.nodes;
    parent.extent.height = std::max(parent.extent.height, extent.height + 1);
  }

  const SourceFile& file_;
  std::pmr::memory_resource& memory_;
  std::vector<Open> open_;
  std::unordered_map<YAML::anchor_t, Anchored> anchors_;  // closed ones only
  const YamlNode* root_ = nullptr;
  std::size_t nodes_ = 0;
  bool seen_document_ = false;
};

// YAML allows no other control characters, and yaml-cpp takes U+0004 for the
// end of the file, silently.
std::optional<Position> find_control_character(const SourceFile& file) {
  Position at{&file, 1, 1};
  for (const char c : file.text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7f) return at;
    ++at.column;
    if (c == '\n') {
      ++at.line;
      at.column = 1;
    }
  }
  return std::nullopt;
}

bool line_has_template(const SourceFile& file, int line) {
  std::size_t begin = 0;
  for (int number = 1; number < line && begin != std::string::npos; ++number) {
    begin = file.text.find('\n', begin);
    if (begin != std::string::npos) ++begin;
  }
  if (begin == std::string::npos) return false;
  const std::string_view rest = std::string_view(file.text).substr(begin);
  return rest.substr(0, rest.find('\n')).find("{{") != std::string_view::npos;
}

void report_yaml_error(const SourceFile& file, const YAML::Exception& error,
                       Diagnostics& diagnostics) {
  const Position at{&file, error.mark.line + 1, error.mark.column + 1};
  std::string message = "YAML: " + error.msg;
  if (line_has_template(file, at.line)) message += "; if {{...}} begins a value, quote it";
  diagnostics.error(at, message);
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view name) const {
  if (!is_map()) return nullptr;
  for (std::size_t i = 0; i < entries(); ++i) {
    if (key(i).text == name) return &value(i);
  }
  return nullptr;
}

std::optional<YamlTree> YamlTree::parse(const SourceFile& file, Diagnostics& diagnostics) {
  if (const std::optional<Position> at = find_control_character(file)) {
    diagnostics.error(*at, "a control character; YAML allows tab and newline only");
    return std::nullopt;
  }
  YamlTree tree;
  TreeBuilder builder(file, *tree.memory_);
  try {
    ViewBuffer buffer(file.text);
    std::istream stream(&buffer);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YamlRefusal& refusal) {
    diagnostics.error(refusal.at, refusal.message);
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    report_yaml_error(file, error, diagnostics);
    return std::nullopt;
  }
  tree.root_ = builder.root() != nullptr ? builder.root() : builder.empty_document();
  return tree;
}

}  // namespace assay
