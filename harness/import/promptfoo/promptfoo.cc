// The story of an import; the other files of this folder are its chapters.
#include "harness/import/promptfoo/promptfoo.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// Words without what a suite's name may not have.
std::string slug_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_ascii_digit(c) ||
                          c == '_' || c == '.';
    if (is_plain)
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    else if (!out.empty() && out.back() != '-')
      out += '-';
    if (out.size() >= 60) break;
  }
  while (!out.empty() && (out.back() == '-' || out.back() == '.')) out.pop_back();
  while (!out.empty() && (out.front() == '_' || out.front() == '.')) out.erase(0, 1);
  return out;
}

std::string suite_name(const Importer& importer) {
  std::string name = slug_of(importer.description);
  if (!name.empty()) return name;
  // Of the folder; one that only says that it holds tests is named by the one around it.
  static const std::set<std::string_view> kSaysNothing = {
      "evals", "eval", "promptfoo", ".promptfoo", "tests", "test", "prompts"};
  std::error_code ignored;
  fs::path folder = fs::absolute(importer.files.config(), ignored).lexically_normal().parent_path();
  while (kSaysNothing.contains(folder.filename().string())) folder = folder.parent_path();
  name = slug_of(folder.filename().string());
  return name.empty() ? "imported" : name;
}

bool is_called(const MadePrompt& prompt, const std::vector<std::string>& wanted) {
  std::set<std::string> names = prompt.names;
  names.insert(prompt.id);
  return is_named(wanted, names);
}

// Models that are asked some of the prompts only.
YamlOut exclusions(const Importer& importer) {
  YamlOut list = YamlOut::list();
  for (const MadeModel& model : importer.models) {
    if (!model.prompts) continue;
    for (const MadePrompt& prompt : importer.prompts) {
      if (is_called(prompt, *model.prompts)) continue;
      YamlOut pair = YamlOut::map();
      pair.add("model", YamlOut::text(model.name));
      pair.add("prompt", YamlOut::text(prompt.id));
      list.add(std::move(pair));
    }
  }
  return list;
}

YamlOut model_out(const MadeModel& model) {
  const std::string reference = model.provider + ":" + model.id;
  const bool is_short = model.params.is_empty() && model.price.is_empty();
  if (is_short && (model.name == model.id || model.name.empty())) return YamlOut::text(reference);
  YamlOut out = YamlOut::map();
  out.add("id", YamlOut::text(model.id));
  out.add("provider", YamlOut::text(model.provider));
  if (model.name != model.id) out.add("name", YamlOut::text(model.name));
  if (!model.price.is_empty()) out.add("price", model.price);
  if (!model.params.is_empty()) out.add("params", model.params);
  return out;
}

YamlOut judge_out(const MadeModel& judge) {
  YamlOut out = YamlOut::map();
  out.add("model", YamlOut::text(judge.provider + ":" + judge.id));
  if (!judge.price.is_empty()) out.add("price", judge.price);
  if (!judge.params.is_empty()) out.add("params", judge.params);
  return out;
}

void add_parts(Importer& importer, YamlOut& root) {
  const auto section = [&](std::string_view key, YamlOut value) -> YamlOut& {
    value.gap = true;
    value.block = true;
    return root.add(key, std::move(value));
  };
  if (!importer.providers.empty()) {
    YamlOut map = YamlOut::map();
    for (const auto& [name, entry] : importer.providers) map.add(name, entry);
    section("providers", std::move(map));
  }
  YamlOut models = YamlOut::list();
  for (const MadeModel& model : importer.models)
    models.add(model_out(model)).comments = comments_above(importer, model.at);
  if (importer.models.empty())
    models.comments = {"none of the configuration's providers is asked here: name a model"};
  section("models", std::move(models));
  YamlOut judges = YamlOut::map();
  for (const auto& [name, judge] : importer.judges)
    if (importer.judges_used.contains(name)) judges.add(name, judge_out(judge));
  if (!judges.is_empty()) section("judges", std::move(judges));
  YamlOut prompts = YamlOut::list();
  for (const MadePrompt& prompt : importer.prompts) prompts.add(prompt.out);
  section("prompts", std::move(prompts));
  if (YamlOut excluded = exclusions(importer); !excluded.is_empty())
    section("exclude", std::move(excluded));
  if (importer.repeats) root.add("repeats", YamlOut::plain(*importer.repeats)).gap = true;
  section("cases", importer.cases);
  if (!importer.shared.items.empty())
    section("expect", importer.shared).comments = importer.shared_lost;
  if (!importer.shared_extract.is_null())
    root.add("extract", YamlOut::of(importer.shared_extract)).gap = true;
}

// One rule is of the whole suite.
void add_pass(const Importer& importer, YamlOut& root) {
  if (importer.thresholds.empty() || !*importer.thresholds.begin()) return;
  const double score = **importer.thresholds.begin();
  YamlOut rule = YamlOut::map();
  rule.add("score", YamlOut::plain(format_number(score)));
  root.add("pass", std::move(rule)).gap = true;
}

void add_rules(Importer& importer, YamlOut& root) {
  add_pass(importer, root);
  YamlOut limits = YamlOut::map();
  if (importer.concurrency) limits.add("concurrency", YamlOut::plain(*importer.concurrency));
  if (importer.timeout) limits.add("timeout", YamlOut::plain(*importer.timeout));
  if (importer.max_duration) limits.add("max_duration", YamlOut::plain(*importer.max_duration));
  if (!limits.is_empty()) root.add("limits", std::move(limits));
  YamlOut derived = derived_metrics_of(importer);
  if (!derived.is_empty()) root.add("derived_metrics", std::move(derived)).gap = true;
  if (!importer.pass_rate_gate || *importer.pass_rate_gate <= 0 || *importer.pass_rate_gate > 1)
    return;
  YamlOut gate = YamlOut::map();
  gate.add("metric", YamlOut::text("pass_rate"));
  gate.add("at_least", YamlOut::plain(format_number(*importer.pass_rate_gate)));
  YamlOut gates = YamlOut::list();
  gates.add(std::move(gate));
  root.add("gates", std::move(gates)).gap = true;
}

std::string written(Importer& importer) {
  YamlOut root = YamlOut::map();
  YamlOut& name = root.add("suite", YamlOut::text(suite_name(importer)));
  name.comments = {fmt::format("Made from {} by `assay import promptfoo`.",
                               excerpt(importer.files.config().filename().string(), 100)),
                   "What it means: docs/from-promptfoo.md. Is it right? `assay check` says so, and "
                   "asks nothing."};
  if (!importer.description.empty()) root.add("description", YamlOut::text(importer.description));
  add_parts(importer, root);
  add_rules(importer, root);
  return write_yaml(root);
}

// What the default grader is, where it was nobody's choice.
void tell_default_grader(Importer& importer) {
  for (const auto& [name, judge] : importer.judges) {
    if (judge.at.file != nullptr || !importer.judges_used.contains(name)) continue;
    importer.account.add({}, fmt::format("judge '{}'", name), ImportOutcome::approximated,
                         fmt::format("no grader is named, and promptfoo chooses one by the API key "
                                     "it finds; here it is {}:{}",
                                     judge.provider, judge.id));
  }
}

// Where there are no tests promptfoo asks once, with what defaultTest has.
void add_only_test(Importer& importer, const YamlNode& root) {
  TestDraft draft = importer.defaults;
  draft.assertions.clear();
  draft.at = root.position();
  importer.drafts.push_back(std::move(draft));
}

// Without 'prompts' promptfoo asks with {{prompt}}, which is nothing where no test sets it: a
// program then goes by the variables.
void settle_default_prompt(Importer& importer, const YamlNode& root) {
  const auto is_program = [&](const MadeModel& model) {
    return std::any_of(importer.providers.begin(), importer.providers.end(), [&](const auto& each) {
      const YamlOut* const dialect = each.second.find("dialect");
      return each.first == model.provider && dialect != nullptr && dialect->scalar == "exec";
    });
  };
  const auto sets_prompt = [](const TestDraft& draft) {
    return draft.columns.contains("prompt") ||
           std::any_of(draft.vars.begin(), draft.vars.end(),
                       [](const VarDraft& var) { return var.name == "prompt"; });
  };
  if (importer.models.empty() ||
      !std::all_of(importer.models.begin(), importer.models.end(), is_program) ||
      std::any_of(importer.drafts.begin(), importer.drafts.end(), sets_prompt))
    return;
  importer.prompts.clear();
  MadePrompt none;
  none.id = "variables";
  none.out.add("id", YamlOut::text(none.id));
  none.out.add("user", YamlOut::text(""));
  importer.prompts.push_back(std::move(none));
  importer.account.add(root.position(), "prompts", ImportOutcome::native,
                       "there are none: the program is asked with an empty prompt, as there, and "
                       "has the variables");
}

void import_all(Importer& importer, const YamlNode& root) {
  import_settings(importer, root);
  import_default_test(importer, root.find("defaultTest"));
  if (root.find("prompts") != nullptr) import_prompts(importer, root.find("prompts"));
  // What promptfoo asks with where nothing is said.
  else
    add_prompt(importer, "{{prompt}}", "prompt", root.position(), nullptr, {});
  import_providers(importer, root.find("providers"));
  import_providers(importer, root.find("targets"));
  settle_transforms(importer);
  name_models(importer);
  import_tests(importer, root.find("tests"));
  import_scenarios(importer, root.find("scenarios"));
  // The tests of a red team are attacks that promptfoo generates.
  if (root.find("tests") == nullptr && root.find("scenarios") == nullptr &&
      root.find("redteam") == nullptr)
    add_only_test(importer, root);
  if (root.find("prompts") == nullptr) settle_default_prompt(importer, root);
  finish_tests(importer);
  tell_default_grader(importer);
}

// What is missing for anything to be asked.
void tell_missing(Importer& importer, const YamlNode& root) {
  const auto none = [&](std::string_view what, bool is_named) {
    importer.account.add(root.position(), what, ImportOutcome::refused,
                         is_named ? "none of them can be used" : "there are none");
  };
  if (importer.models.empty())
    none("providers", root.find("providers") != nullptr || root.find("targets") != nullptr);
  if (importer.prompts.empty()) none("prompts", root.find("prompts") != nullptr);
  if (importer.cases.items.empty()) none("tests", root.find("tests") != nullptr);
}

// What a configuration names in its 'tests'.
bool is_list_of_tests(const YamlNode& root) {
  return root.is_list() && !root.children.empty() &&
         std::all_of(root.children.begin(), root.children.end(), [](const YamlNode* item) {
           return item->is_map() &&
                  (item->find("vars") != nullptr || item->find("assert") != nullptr);
         });
}

Result<PromptfooImport> import_tree(Importer& importer, const YamlNode& root) {
  const fs::path& config = importer.files.config();
  if (is_list_of_tests(root))
    return usage_error(fmt::format(
        "{0}: is a list of tests, and no configuration: import the one whose 'tests' names it. Its "
        "variables alone can be cases of a suite, by `cases: [{{from: {1}, map: {{question: "
        "vars.question}}}}]`",
        config.string(), config.filename().string()));
  if (!root.is_map())
    return usage_error(config.string() +
                       ": is no configuration of promptfoo: a map with 'prompts' and 'providers'");
  if (root.find("results") != nullptr && root.find("evalId") != nullptr)
    return usage_error(fmt::format(
        "{0}: are results of promptfoo, and no configuration: `assay import outputs promptfoo {0}` "
        "makes a run of them",
        config.string()));
  import_all(importer, root);
  tell_missing(importer, root);
  PromptfooImport made;
  made.config = config;
  // Who is asked can be named in what is written; what is asked cannot.
  if (!importer.prompts.empty() && !importer.cases.items.empty()) made.suite = written(importer);
  made.account = std::move(importer.account);
  return made;
}

constexpr std::string_view kAskingKeys[] = {"providers", "targets", "tests", "defaultTest"};

// The keys of the first map of a file, without reading it as YAML: where it is JSON, its own, and
// else what begins a line before a colon.
std::set<std::string> first_keys(std::string_view text) {
  text = text.substr(0, std::size_t{1} << 20);
  std::set<std::string> keys;
  if (trim(text).starts_with('{')) {
    if (const Result<Json> json = parse_json(text, kMaxYamlDepth); json && json->is_object())
      for (const auto& [key, value] : json->items()) keys.insert(key);
    return keys;
  }
  for (const std::string_view line : split(text, '\n'))
    if (const std::size_t colon = line.find(':'); colon != line.npos && colon < 40)
      keys.emplace(line.substr(0, colon));
  return keys;
}

}  // namespace

Importer::Importer(const fs::path& config, const PromptfooOptions& given)
    : options(given),
      files(config,
            given.root.value_or(config.has_parent_path() ? config.parent_path() : fs::path("."))) {}

Result<PromptfooImport> import_promptfoo(std::string_view text, const fs::path& config,
                                         const PromptfooOptions& options) {
  Importer importer(config, options);
  ASSAY_TRY(const YamlNode* const root, importer.files.read_config(text));
  return import_tree(importer, *root);
}

bool is_promptfoo_config(const fs::path& path, std::string_view text) {
  const std::set<std::string> keys = first_keys(text);
  if (keys.contains("suite")) return false;  // whatever its file is called
  if (path.filename().string().find("promptfooconfig") != std::string::npos) return true;
  if (keys.contains("models") || keys.contains("cases")) return false;
  const bool asks =
      std::any_of(std::begin(kAskingKeys), std::end(kAskingKeys),
                  [&](std::string_view key) { return keys.contains(std::string(key)); });
  return asks && keys.contains("prompts");
}

}  // namespace assay
