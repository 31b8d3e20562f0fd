// What one test says, over what it inherits.
#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"

namespace assay {
namespace {

const std::vector<std::string> kTestKeys = {
    "description", "vars",     "assert",         "provider",
    "providers",   "prompts",  "providerOutput", "assertScoringFunction",
    "threshold",   "metadata", "options"};
const std::vector<std::string> kOptionKeys = {"transform",
                                              "transformVars",
                                              "postprocess",
                                              "storeOutputAs",
                                              "prefix",
                                              "suffix",
                                              "provider",
                                              "rubricPrompt",
                                              "factuality",
                                              "disableVarExpansion",
                                              "disableConversationVar",
                                              "disableDefaultAsserts",
                                              "runSerially",
                                              "repeat",
                                              "prompts"};

bool is_true(const YamlNode& node) {
  return node.is_scalar() && to_lower_ascii(node.text) == "true";
}

class TestReader {
 public:
  TestReader(Importer& importer, TestDraft& draft, std::string what)
      : importer_(importer), draft_(draft), what_(std::move(what)) {}

  void read(const YamlNode& node) {
    for (std::size_t i = 0; i < node.entries(); ++i) read_key(node.key(i), node.value(i));
  }

 private:
  void add(const YamlNode& key, ImportOutcome outcome, std::string_view note) {
    if (!importer_.told.insert(&key).second) return;
    importer_.account.add(key.position(), fmt::format("{} of {}", key.text, what_), outcome, note);
  }
  void refuse_test(const YamlNode& key, std::string why) {
    if (draft_.refused.empty()) draft_.refused = fmt::format("'{}': {}", key.text, why);
  }

  void read_key(const YamlNode& key, const YamlNode& value) {
    const std::string_view name = key.text;
    if (value.is_null()) return;
    if (name == "description")
      draft_.description = text_of(value);
    else if (name == "vars")
      read_vars(key, value);
    else if (name == "assert")
      read_assertions(key, value);
    else if (name == "threshold")
      read_threshold(key, value);
    else if (name == "metadata")
      read_metadata(value);
    else if (name == "options")
      read_options(value);
    else if (name == "provider")
      draft_.own_provider = &value;
    else if (name == "providers")
      draft_.only_providers = references(key, value);
    else if (name == "prompts")
      draft_.only_prompts = references(key, value);
    else if (name == "providerOutput")
      refuse_test(key, "an answer that exists already is scored by `assay import outputs`");
    else if (name == "assertScoringFunction")
      refuse_test(
          key, "a program makes the score; a script among the expectations can be one part of it");
    else
      tell_unknown_key(importer_, key, what_, kTestKeys);
  }

  void put(const YamlNode& key, const YamlNode& held) {
    constexpr std::size_t kMostVariables = 2'000;
    if (draft_.vars.size() >= kMostVariables) {
      if (draft_.refused.empty())
        draft_.refused = fmt::format("'vars': more than {} variables", kMostVariables);
      return;
    }
    const auto same = std::find_if(draft_.vars.begin(), draft_.vars.end(),
                                   [&](const VarDraft& each) { return each.name == key.text; });
    VarDraft var = variable_of(key.text, held, key.position());
    if (same != draft_.vars.end())
      *same = std::move(var);
    else
      draft_.vars.push_back(std::move(var));
  }

  void read_vars(const YamlNode& key, const YamlNode& value) {
    if (value.is_scalar()) {
      std::string_view file = file_name_in(value.text);
      if (file.empty()) file = value.text;
      const OpenedFile opened(importer_, std::string(file));
      const Result<const YamlNode*> tree = tree_of_file(importer_, opened, file);
      if (!tree) return refuse_test(key, tree.error().message);
      return read_vars(key, **tree);
    }
    if (value.is_list()) {
      for (const YamlNode* const item : value.children) read_vars(key, *item);
      return;
    }
    for (std::size_t i = 0; i < value.entries(); ++i) {
      const YamlNode& name = value.key(i);
      const YamlNode& held = value.value(i);
      if (name.text == "assert")
        add(name, ImportOutcome::ignored,
            "inside 'vars' it is a variable and asserts nothing: what it asks for has never been "
            "checked");
      put(name, held);
    }
  }

  void read_assertions(const YamlNode& key, const YamlNode& value) {
    if (value.is_map()) return add_assertion(value, 0);
    if (!value.is_list()) return add(key, ImportOutcome::refused, "is no list of assertions");
    for (std::size_t i = 0; i < value.children.size(); ++i) add_assertion(*value.children[i], i);
  }

  void add_assertion(const YamlNode& node, std::size_t index) {
    AssertionDraft made;
    made.at = node.position();
    made.place = fmt::format("assert[{}]", index);
    // An item that is a file is the assertions in it.
    const std::string_view file = node.is_scalar() ? file_name_in(node.text) : std::string_view{};
    if (!file.empty()) {
      const OpenedFile opened(importer_, std::string(file));
      const Result<const YamlNode*> tree = tree_of_file(importer_, opened, file);
      if (!tree) return add(node, ImportOutcome::refused, tree.error().message);
      return read_assertions(node, **tree);
    }
    made.value = value_of(node);
    made.grader = grader_in(node);
    draft_.assertions.push_back(std::move(made));
  }

  static const YamlNode* grader_in(const YamlNode& node) {
    if (const YamlNode* const own = node.find("provider")) return own;
    const YamlNode* const nested = node.find("assert");
    if (nested == nullptr || !nested->is_list()) return nullptr;
    for (const YamlNode* const item : nested->children)
      if (const YamlNode* const own = item->find("provider")) return own;
    return nullptr;
  }

  // Labels and ids; promptfoo looks at a list alone.
  std::optional<std::vector<std::string>> references(const YamlNode& key, const YamlNode& value) {
    if (!value.is_list()) {
      add(key, ImportOutcome::ignored, "is no list: promptfoo asks as if nothing were said");
      return std::nullopt;
    }
    std::vector<std::string> names;
    for (const YamlNode* const item : value.children) names.push_back(text_of(*item));
    return names;
  }

  // A session for each test is what an application gets anyway; all else is a program's.
  void read_transform_of_vars(const YamlNode& key, const YamlNode& value) {
    std::string code;
    for (const char c : text_of(value))
      if (c != ' ' && c != '\n' && c != ';' && c != '(' && c != ')') code += c;
    if (code.starts_with("return{")) code.erase(0, 6);
    if (code.ends_with(",}")) code.erase(code.size() - 2, 1);
    static const std::set<std::string_view> kSessions = {
        "{...vars,sessionId:context.uuid}", "{...vars,sessionId:vars.sessionId||context.uuid}",
        "{...vars,sessionId:vars.sessionId??context.uuid}"};
    if (kSessions.contains(code))
      return add(key, ImportOutcome::native, "each case has a session of its own ({{session}})");
    Result<GeneratorCall> changer = changer_of(importer_, trim(text_of(value)));
    if (!changer) return refuse_test(key, changer.error().message);
    draft_.changer = std::move(*changer);
    add(key, ImportOutcome::approximated,
        "the variables that the program makes now, once for each test, are written out");
  }

  void read_threshold(const YamlNode& key, const YamlNode& value) {
    const Json json = value_of(value);
    if (!json.is_number()) return add(key, ImportOutcome::refused, "is no number");
    const double least = json.get<double>();
    if (least <= 0 && !importer_.options.faithful)
      return add(key, ImportOutcome::approximated,
                 "every answer reaches it, so this test has never failed there; here each of its "
                 "assertions has to hold");
    draft_.threshold = std::max(least, 0.0);
  }

  void read_metadata(const YamlNode& value) {
    for (std::size_t i = 0; i < value.entries(); ++i) {
      const YamlNode& held = value.value(i);
      const std::string name(value.key(i).text);
      if (held.is_scalar() && name == "conversationId") {
        draft_.conversation = text_of(held);
        continue;
      }
      if (held.is_scalar()) put_tag(name + "=" + text_of(held));
      for (const YamlNode* const item :
           held.is_list() ? held.children : std::span<const YamlNode* const>{})
        if (item->is_scalar()) put_tag(name + "=" + text_of(*item));
    }
  }
  void put_tag(std::string_view tag) {
    const std::string label = label_of(tag);
    if (!label.empty() &&
        std::find(draft_.tags.begin(), draft_.tags.end(), label) == draft_.tags.end())
      draft_.tags.push_back(label);
  }

  void read_options(const YamlNode& options) {
    for (std::size_t i = 0; i < options.entries(); ++i)
      read_option(options.key(i), options.value(i));
  }

  void read_option(const YamlNode& key, const YamlNode& value) {
    const std::string_view name = key.text;
    if (value.is_null()) return;
    if (name == "provider")
      draft_.grader = &value;
    else if (name == "transform" || name == "postprocess")
      draft_.transform = text_of(value);
    else if (name == "prefix")
      draft_.prefix = text_of(value);
    else if (name == "suffix")
      draft_.suffix = text_of(value);
    else if (name == "disableVarExpansion")
      draft_.expands = !is_true(value);
    else if (name == "disableDefaultAsserts")
      draft_.takes_defaults = !is_true(value);
    else if (name == "rubricPrompt")
      add(key, ImportOutcome::approximated,
          "the rubrics are asked about in assay's own words, which hold an answer's tricks off; "
          "`prompt` of a judge names a file with other words (docs/judges.md)");
    else if (name == "factuality")
      add(key, ImportOutcome::approximated,
          "assay's rubric of facts takes an answer for right or wrong, without scores of its own "
          "for subsets and supersets");
    else if (name == "disableConversationVar")
      draft_.has_history = !is_true(value);
    else if (name == "runSerially")
      add(key, ImportOutcome::ignored, "cases know nothing of each other here");
    else if (name == "repeat")
      add(key, ImportOutcome::approximated,
          "every case is asked as often as the suite's 'repeats' says");
    else if (name == "storeOutputAs")
      draft_.stores = text_of(value);
    else if (name == "transformVars")
      read_transform_of_vars(key, value);
    else if (name == "prompts")
      add(key, ImportOutcome::ignored,
          "promptfoo looks at 'prompts' beside 'vars' alone: every prompt is asked");
    else if (!is_of_prompts(name))
      tell_unknown_key(importer_, key, "options of " + what_, kOptionKeys);
  }
  // Parameters that promptfoo merges into a prompt's config.
  static bool is_of_prompts(std::string_view name) {
    return std::find(kOptionKeys.begin(), kOptionKeys.end(), name) != kOptionKeys.end();
  }

  Importer& importer_;
  TestDraft& draft_;
  std::string what_;
};

}  // namespace

TestDraft draft_test(Importer& importer, const YamlNode& node, const TestDraft& inherited,
                     std::string_view what) {
  TestDraft draft = inherited;
  draft.at = node.position();
  const YamlNode* const description = node.find("description");
  const std::string name = description != nullptr && description->is_scalar()
                               ? fmt::format("test '{}'", excerpt(description->text, 60))
                               : std::string(what);
  TestReader(importer, draft, name).read(node);
  return draft;
}

}  // namespace assay
