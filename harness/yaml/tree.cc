// yaml-cpp's events -> a tree.
#include "harness/yaml/tree.h"

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

#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "harness/yaml/keys.h"

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

// Whether the plain scalar at byte `at`, a key between { and }, has no colon: what
// `{user: Hello, world}` makes of "world". Such a scalar holds no comma and no brace, and
// a colon ends it only before a blank or a mark.
bool lacks_colon(std::string_view text, std::size_t at) {
  for (; at < text.size(); ++at) {
    if (text[at] == ',' || text[at] == '}') return true;
    const bool is_colon = text[at] == ':' && at + 1 < text.size();
    if (is_colon && std::string_view(" \t\r\n,}").find(text[at + 1]) != std::string_view::npos) {
      return false;
    }
  }
  return false;
}

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const SourceFile& file, std::pmr::memory_resource& memory, TextBudget& budget)
      : file_(file), memory_(memory), budget_(budget) {}

  const YamlNode* root() const { return root_; }
  const YamlNode* empty_document() { return &new_node(YamlNode::Kind::null, YAML::Mark()); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (seen_document_) {
      ASSAY_MARK("yaml.second_document");
      throw YamlRefusal{at(mark), "a second YAML document starts here; a file holds one"};
    }
    seen_document_ = true;
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (is_rest_of_text()) open_.back().rests.push_back(open_.back().children.size() - 1);
    finish(new_node(YamlNode::Kind::null, mark), Extent{}, anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    YamlNode& node = new_node(YamlNode::Kind::scalar, mark);
    refuse_tag(node, tag);
    node.plain = tag != "!";  // yaml-cpp's mark of a scalar that was not plain
    node.text = store(value);
    last_scalar_ = static_cast<std::size_t>(mark.pos);
    finish(node, Extent{.text = value.size()}, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {
      ASSAY_MARK("yaml.cycle");
      throw YamlRefusal{at(mark), "this alias stands inside the node it names: a cycle"};
    }
    const Extent& extent = found->second.extent;
    count_nodes(extent.nodes, at(mark));
    const Result<void> afforded = budget_.repeat(
        fmt::format("aliases, here of {} nodes and {} bytes of text,", extent.nodes, extent.text),
        extent.nodes * sizeof(YamlNode) + extent.text);
    if (!afforded) throw YamlRefusal{at(mark), afforded.error().message};
    add_child(*found->second.node, found->second.extent);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::list, mark, tag, anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(YamlNode::Kind::map, mark, tag, anchor);
    open_.back().is_flow = style == YAML::EmitterStyle::Flow;
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

 private:
  // Size of a subtree with its aliases expanded.
  struct Extent {
    std::size_t nodes = 1;
    std::size_t height = 1;
    std::size_t text = 0;  // bytes of its scalars
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
    bool is_flow = false;            // a map written between { and }
    std::vector<std::size_t> rests;  // of such a map: its keys without a colon
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
      ASSAY_MARK("yaml.bomb");
      throw YamlRefusal{
          position, fmt::format("more than {} YAML nodes, aliases expanded; many cases belong in a "
                                "CSV or JSONL file",
                                kMaxYamlNodes)};
    }
  }

  void check_depth(std::size_t depth, const Position& position) const {
    if (depth > kMaxYamlDepth) {
      ASSAY_MARK("yaml.too_deep");
      throw YamlRefusal{position, fmt::format("nested deeper than {} levels", kMaxYamlDepth)};
    }
  }

  void refuse_tag(const YamlNode& node, const std::string& tag) const {
    if (tag.empty() || tag == "?" || tag == "!") return;
    throw YamlRefusal{node.position(),
                      fmt::format("YAML tag '{}': tags are refused, types come from "
                                  "the field a value stands in",
                                  tag)};
  }

  void open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    check_depth(open_.size() + 1, at(mark));
    YamlNode& node = new_node(kind, mark);
    refuse_tag(node, tag);
    open_.push_back({&node, anchor, Extent{}, {}, false, {}});
  }

  void close() {
    Open closed = std::move(open_.back());
    open_.pop_back();
    // {word} alone is the inside of an unquoted {{word}}, which the map around it names.
    const bool is_lone_word = closed.rests.size() == 1 && closed.children.size() == 2;
    if (!closed.rests.empty() && !is_lone_word) refuse_split_text(closed);
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
    parent.extent.text += extent.text;
    parent.extent.height = std::max(parent.extent.height, extent.height + 1);
  }

  // Whether the value that is missing here is of a key without a colon.
  bool is_rest_of_text() const {
    if (open_.empty() || !open_.back().is_flow || open_.back().children.size() % 2 == 0)
      return false;
    const YamlNode& key = *open_.back().children.back();
    return key.is_scalar() && key.plain && lacks_colon(file_.text, last_scalar_);
  }

  // A comma ends an unquoted text between { and }, and YAML takes the rest of it for a
  // key without a value: nobody would miss those words until an answer is odd.
  [[noreturn]] static void refuse_split_text(const Open& map) {
    const std::vector<const YamlNode*>& children = map.children;
    const std::size_t first = map.rests.front();
    std::string message =
        fmt::format("'{}' has no value: between {{ and }} a comma ends a text that is not quoted",
                    excerpt(children[first]->text, 60));
    if (first > 0 && children[first - 1]->is_scalar() && children[first - 1]->plain) {
      std::string whole(children[first - 1]->text);
      for (std::size_t i = 0; i < map.rests.size() && map.rests[i] == first + 2 * i; ++i) {
        whole += ", " + std::string(children[map.rests[i]]->text);
      }
      if (whole.find_first_of("\"\\") == std::string::npos) {
        message += fmt::format("; write {}: \"{}\"", excerpt(children[first - 2]->text, 60),
                               excerpt(whole, 100));
      }
    }
    throw YamlRefusal{children[first]->position(), message};
  }

  const SourceFile& file_;
  std::pmr::memory_resource& memory_;
  TextBudget& budget_;
  std::vector<Open> open_;
  std::unordered_map<YAML::anchor_t, Anchored> anchors_;  // closed ones only
  const YamlNode* root_ = nullptr;
  std::size_t nodes_ = 0;
  std::size_t last_scalar_ = 0;  // byte of the text
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

void report_yaml_error(const SourceFile& file, const YAML::Exception& error,
                       Diagnostics& diagnostics) {
  ASSAY_MARK("yaml.not_yaml");
  const Position at{&file, error.mark.line + 1, error.mark.column + 1};
  std::string message = "YAML: " + error.msg;
  if (line_at(at).find("{{") != std::string_view::npos)
    message += "; if {{...}} begins a value, quote it";
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

std::optional<YamlTree> YamlTree::parse(const SourceFile& file, Diagnostics& diagnostics,
                                        TextBudget& budget) {
  if (const std::optional<Position> at = find_control_character(file)) {
    diagnostics.error(*at, "a control character; YAML allows tab and newline only");
    return std::nullopt;
  }
  YamlTree tree;
  TreeBuilder builder(file, *tree.memory_, budget);
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
