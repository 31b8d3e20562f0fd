// Selectors, which must name something that exists; exclude.
#include <fmt/format.h>

#include <algorithm>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/suite/loader.h"
#include "harness/suite/selector.h"

namespace assay {
namespace {

void check_model(Loader& loader, const Selector& selector, const YamlNode& node) {
  if (!selector.model || loader.suite.models.empty()) return;
  std::vector<std::string> labels;
  for (const Model& model : loader.suite.models) {
    if (matches_model(*selector.model, loader.suite, model)) return;
    labels.push_back(model.name);
  }
  const YamlNode* at = node.find("model");
  loader.diagnostics.error((at != nullptr ? *at : node).position(), [&] {
    return fmt::format("no model '{}'{}", excerpt(*selector.model, 60),
                       did_you_mean(selector.model->substr(0, 100), labels));
  });
}

void check_prompt(Loader& loader, const Selector& selector, const YamlNode& node) {
  if (!selector.prompt || loader.suite.prompts.empty()) return;
  std::vector<std::string> ids;
  for (const Prompt& prompt : loader.suite.prompts) {
    if (glob_match(*selector.prompt, prompt.id)) return;
    ids.push_back(prompt.id);
  }
  const YamlNode* at = node.find("prompt");
  loader.diagnostics.error((at != nullptr ? *at : node).position(), [&] {
    return fmt::format("no prompt '{}'{}", excerpt(*selector.prompt, 60),
                       did_you_mean(selector.prompt->substr(0, 100), ids));
  });
}

}  // namespace

std::string selector_text(const Selector& selector) {
  std::vector<std::string> parts;
  if (selector.model) parts.push_back("model " + *selector.model);
  if (selector.prompt) parts.push_back("prompt " + *selector.prompt);
  for (const auto& [parameter, value] : selector.params) {
    parts.push_back(parameter + "=" + parameter_text(value));
  }
  return join(parts, ", ");
}

Selector read_known_selector(Loader& loader, const YamlNode& node, std::string_view kind) {
  Selector selector = read_selector(loader, node, kind);
  check_model(loader, selector, node);
  check_prompt(loader, selector, node);
  return selector;
}

void load_exclude(Loader& loader, const YamlNode* exclude) {
  if (exclude == nullptr) return;
  for (const YamlNode* item : require_list(loader, *exclude, "'exclude'")) {
    if (item->is_map() && item->entries() == 0) {
      loader.diagnostics.error(item->position(), "an empty selector would exclude everything");
      continue;
    }
    loader.suite.exclude.push_back(read_known_selector(loader, *item, "exclude"));
  }
}

}  // namespace assay
