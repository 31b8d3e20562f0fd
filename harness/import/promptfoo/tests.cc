// `tests`, `defaultTest` and `scenarios`: where the tests are.
#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"

namespace assay {
namespace {

constexpr std::size_t kMaxTests = 200'000;

// Tests that are read inherit all of defaultTest but its assertions, which all share.
TestDraft inherited_of(const Importer& importer) {
  TestDraft inherited = importer.defaults;
  inherited.assertions.clear();
  return inherited;
}

void add_tests_of(Importer& importer, const YamlNode& node);

void add_draft(Importer& importer, TestDraft draft) {
  if (importer.drafts.size() < kMaxTests) return importer.drafts.push_back(std::move(draft));
  if (importer.drafts.size() == kMaxTests)
    importer.account.add(draft.at, "tests", ImportOutcome::refused,
                         fmt::format("more than {} tests; name a data set with 'from'", kMaxTests));
}

void add_generated(Importer& importer, std::string_view name, const YamlNode* config,
                   const Position& at) {
  const std::string what = fmt::format("tests {}", excerpt(name, 100));
  const Result<std::vector<const YamlNode*>> made = generated_tests(importer, name, config, at);
  if (!made) return importer.account.add(at, what, ImportOutcome::refused, made.error().message);
  importer.account.add(at, what, ImportOutcome::approximated,
                       fmt::format("the {} tests that the program makes now are written out; what "
                                   "it would make another day is not asked",
                                   made->size()));
  for (const YamlNode* const node : *made)
    if (node->is_map())
      add_draft(importer, draft_test(importer, *node, inherited_of(importer),
                                     fmt::format("test {}", importer.drafts.size() + 1)));
}

void add_file(Importer& importer, std::string_view pattern, const Position& at) {
  const std::string what = fmt::format("tests {}", excerpt(pattern, 100));
  for (const std::string_view scheme :
       {"huggingface://", "https://", "http://", "sharepoint", "az://"})
    if (pattern.starts_with(scheme))
      return importer.account.add(
          at, what, ImportOutcome::refused,
          "tests from a network are not fetched; save them as a file, and name it with 'from'");
  const std::string_view named = file_name_in(pattern);
  if (is_generator(named.empty() ? pattern : named) && pattern.find('*') == pattern.npos)
    return add_generated(importer, named.empty() ? pattern : named, nullptr, at);
  const Result<std::vector<std::string>> names =
      importer.files.expand(named.empty() ? pattern : named);
  if (!names) return importer.account.add(at, what, ImportOutcome::refused, names.error().message);
  for (const std::string& name : *names) {
    const std::string extension = extension_of(name);
    if (extension == ".csv" || extension == ".tsv") {
      import_csv_tests(importer, name, at);
      continue;
    }
    if (is_generator(name)) {
      add_generated(importer, name, nullptr, at);
      continue;
    }
    if (extension != ".yaml" && extension != ".yml" && extension != ".json" &&
        extension != ".jsonl" && extension != ".ndjson") {
      importer.account.add(at, fmt::format("tests {}", name), ImportOutcome::refused,
                           "a file of this kind is not read; save it as CSV or JSONL");
      continue;
    }
    const OpenedFile opened(importer, name);
    const Result<const YamlNode*> tree = tree_of_file(importer, opened, name);
    if (!tree)
      importer.account.add(at, fmt::format("tests {}", name), ImportOutcome::refused,
                           tree.error().message);
    else
      add_tests_of(importer, **tree);
  }
}

void add_test_node(Importer& importer, const YamlNode& node) {
  if (node.is_scalar()) return add_file(importer, text_of(node), node.position());
  if (node.is_list()) return add_tests_of(importer, node);
  if (const YamlNode* const path = node.find("path");
      path != nullptr && node.find("vars") == nullptr && node.find("assert") == nullptr) {
    const std::string name = text_of(*path);
    const std::string_view named = file_name_in(name);
    if (node.find("config") != nullptr && is_generator(named.empty() ? name : named))
      return add_generated(importer, named.empty() ? name : named, node.find("config"),
                           node.position());
    return add_file(importer, text_of(*path), node.position());
  }
  if (!node.is_map()) return;
  add_draft(importer, draft_test(importer, node, inherited_of(importer),
                                 fmt::format("test {}", importer.drafts.size() + 1)));
}

void add_tests_of(Importer& importer, const YamlNode& node) {
  // A file may be a whole configuration of which the tests are meant.
  if (node.is_map() && node.find("tests") != nullptr)
    return add_test_node(importer, *node.find("tests"));
  if (!node.is_list()) return add_test_node(importer, node);
  for (const YamlNode* const item : node.children) add_test_node(importer, *item);
}

const YamlNode* tree_of(Importer& importer, const YamlNode& node, std::string_view what) {
  const std::string_view file = node.is_scalar() ? file_name_in(node.text) : std::string_view{};
  if (file.empty()) return &node;
  const Result<const YamlNode*> tree = importer.files.read_tree(file);
  if (tree) return *tree;
  importer.account.add(node.position(), what, ImportOutcome::refused, tree.error().message);
  return nullptr;
}

// The partial tests of a scenario; an item may be a file of them.
std::vector<const YamlNode*> items_of(Importer& importer, const YamlNode* list,
                                      std::string_view what) {
  std::vector<const YamlNode*> items;
  if (list == nullptr) return items;
  const YamlNode* const tree = tree_of(importer, *list, what);
  if (tree == nullptr) return items;
  if (!tree->is_list()) return {tree};
  for (const YamlNode* const item : tree->children) {
    const YamlNode* const each = tree_of(importer, *item, what);
    if (each == nullptr) continue;
    if (!each->is_list())
      items.push_back(each);
    else
      items.insert(items.end(), each->children.begin(), each->children.end());
  }
  return items;
}

void add_scenario(Importer& importer, const YamlNode& scenario) {
  const YamlNode* const description = scenario.find("description");
  const std::vector<const YamlNode*> configs =
      items_of(importer, scenario.find("config"), "scenario");
  const std::vector<const YamlNode*> tests = items_of(importer, scenario.find("tests"), "scenario");
  for (std::size_t c = 0; c < configs.size(); ++c) {
    const TestDraft shared = draft_test(importer, *configs[c], inherited_of(importer), "scenario");
    for (const YamlNode* const test : tests) {
      TestDraft draft = draft_test(importer, *test, shared, "scenario");
      if (configs.size() > 1 && !draft.description.empty())
        draft.description += fmt::format(" ({})", c + 1);
      if (description != nullptr) draft.tags.push_back(label_of(text_of(*description)));
      add_draft(importer, std::move(draft));
    }
  }
}

}  // namespace

void import_default_test(Importer& importer, const YamlNode* node) {
  if (node == nullptr) return;
  const YamlNode* const tree = tree_of(importer, *node, "defaultTest");
  if (tree == nullptr || !tree->is_map()) return;
  importer.defaults = draft_test(importer, *tree, TestDraft{}, "defaultTest");
  if (!importer.defaults.refused.empty())
    importer.account.add(importer.defaults.at, "defaultTest", ImportOutcome::refused,
                         importer.defaults.refused);
  importer.prefix = std::move(importer.defaults.prefix);
  importer.suffix = std::move(importer.defaults.suffix);
  importer.defaults.prefix.clear();
  importer.defaults.suffix.clear();
}

void import_tests(Importer& importer, const YamlNode* tests) {
  if (tests != nullptr) add_tests_of(importer, *tests);
}

void import_scenarios(Importer& importer, const YamlNode* scenarios) {
  if (scenarios == nullptr) return;
  for (const YamlNode* const item : items_of(importer, scenarios, "scenarios"))
    add_scenario(importer, *item);
}

}  // namespace assay
