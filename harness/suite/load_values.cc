// Small values that several chapters of the loader read.
#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/suite/loader.h"

namespace assay {
namespace {

// Labels become file names' neighbours, table cells and CI output.
constexpr std::size_t kMaxLabelBytes = 200;

}  // namespace

std::optional<Template> read_template(Loader& loader, const YamlNode& node,
                                      std::string_view field) {
  const std::optional<std::string> text = loader.read.text(node, field);
  if (!text) return std::nullopt;
  Result<Template> parsed = Template::parse(*text);
  if (!parsed) {
    loader.diagnostics.error(node.position(), parsed.error().message);
    return std::nullopt;
  }
  // Jinja's, which would be sent to the model as it stands.
  const std::size_t tag = text->find("{%");
  if (tag != std::string::npos && text->find("%}", tag) != std::string::npos) {
    loader.diagnostics.warning(
        node.position(),
        fmt::format("{} has '{}', a tag of another template language, which is sent as it stands; "
                    "'{{{{#name}}}}...{{{{/name}}}}' is a part for where 'name' has a value",
                    field, excerpt(text->substr(tag, text->find("%}", tag) + 2 - tag), 40)));
  }
  return std::move(*parsed);
}

std::vector<std::string> read_text_list(Loader& loader, const YamlNode& node,
                                        std::string_view field) {
  std::vector<std::string> list;
  if (!node.is_list()) {
    if (std::optional<std::string> one = loader.read.text(node, field)) list.push_back(*one);
    return list;
  }
  for (const YamlNode* item : node.children) {
    if (std::optional<std::string> one = loader.read.text(*item, field)) list.push_back(*one);
  }
  return list;
}

std::optional<std::string> read_label(Loader& loader, const YamlNode& node,
                                      std::string_view field) {
  std::optional<std::string> text = loader.read.text(node, field);
  if (!text) return std::nullopt;
  const bool has_control = std::any_of(text->begin(), text->end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (trim(*text).empty() || has_control || text->size() > kMaxLabelBytes) {
    loader.diagnostics.error(node.position(), fmt::format("{} must be one line of 1 to {} bytes",
                                                          field, kMaxLabelBytes));
    return std::nullopt;
  }
  return text;
}

std::span<const YamlNode* const> require_list(Loader& loader, const YamlNode& node,
                                              std::string_view field) {
  if (node.is_list() && !node.children.empty()) return node.children;
  loader.diagnostics.error(node.position(),
                           fmt::format("{} must be a list of at least one item", field));
  return {};
}

}  // namespace assay
