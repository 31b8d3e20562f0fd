#include "harness/cli/selection/promptfoo_suite.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

#include "harness/base/count_text.h"
#include "harness/cli/selection/generators.h"
#include "harness/cli/selection/project_root.h"
#include "harness/cli/selection/scripts.h"
#include "harness/cli/selection/selection.h"
#include "harness/score/score.h"
#include "harness/suite/load.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// Of the text of a suite that lies where the configuration does. Axes and repeats of the
// command line are for the suite that is run.
Result<Suite> check_text(std::string_view yaml, const fs::path& config, const LoadOptions& load) {
  ASSAY_TRY(Suite suite, load_suite_text(yaml, config, load));
  ASSAY_TRY(const std::vector<std::string> warnings, check_expectations(suite));
  suite.warnings.insert(suite.warnings.end(), warnings.begin(), warnings.end());
  return suite;
}

std::string one_line(std::string message) {
  const std::size_t end = message.find('\n');
  if (end != std::string::npos) message.resize(end);
  // "place:1:2: what": the place is of a suite that nobody sees.
  const std::size_t words = message.find(": ");
  return words == std::string::npos ? message : message.substr(words + 2);
}

// The smallest suite that has the expectation.
Result<void> accepts(const Json& expectation, const Json& vars, const fs::path& config,
                     const LoadOptions& load) {
  Json texts = Json::object();
  for (const auto& [name, value] : vars.items()) texts[name] = value.is_null() ? Json("") : value;
  Json judges = Json::object();
  Json providers = Json::object();  // of models that make vectors
  const std::function<void(const Json&)> collect = [&](const Json& value) {
    if (value.is_object() && value.contains("by") && value["by"].is_string())
      judges[value["by"].get<std::string>()] = {{"model", "openai:judge"}};
    if (value.is_object() && value.contains("model") && value["model"].is_string()) {
      const std::string model = value["model"].get<std::string>();
      const std::string provider = model.substr(0, model.find(':'));
      if (find_preset(provider) == nullptr) providers[provider] = {{"preset", "openai"}};
    }
    if (value.is_structured())
      for (const Json& member : value) collect(member);
  };
  collect(expectation);
  Json suite = {{"suite", "import"},
                {"models", {"openai:model"}},
                {"prompts", {{{"id", "prompt"}, {"user", "question"}}}},
                {"cases", {{{"id", "case"}, {"vars", texts}, {"expect", {expectation}}}}}};
  if (!judges.empty()) suite["judges"] = judges;
  if (!providers.empty()) suite["providers"] = providers;
  const Result<Suite> checked = check_text(dump_json(suite), config, load);
  if (checked) return {};
  return usage_error(one_line(checked.error().message));
}

LoadOptions plain_options(const Options& options) {
  Options plain;
  plain.root = options.root;
  LoadOptions load = load_options(plain);
  // Whether the suite is right is no matter of which keys this machine has.
  load.environment = [own = process_environment()](std::string_view name) {
    const std::optional<std::string> value = own(name);
    return value ? value : std::optional<std::string>("https://not-set.invalid");
  };
  return load;
}

}  // namespace

std::string what_would_help(const Account& account) {
  std::string help;
  for (const std::string_view option : {"--allow-exec", "--root", "--faithful"}) {
    const auto asks = [&](const AccountItem& item) {
      return item.outcome == ImportOutcome::refused && item.note.find(option) != std::string::npos;
    };
    const auto count = std::count_if(account.items().begin(), account.items().end(), asks);
    if (count > 0)
      help += fmt::format("{} {} with {}", help.empty() ? ":" : ",", counted(count, "more part"),
                          option);
  }
  return help.empty() ? help : help + " (the account says which)";
}

bool needs_root(const PromptfooImport& made, const Options& options) {
  if (!options.root.empty() || made.suite.empty()) return false;
  const LoadOptions load = plain_options(options);
  if (check_text(made.suite, made.config, load)) return false;
  Options wide = options;
  wide.root = project_root(made.config).string();
  return check_text(made.suite, made.config, plain_options(wide)).has_value();
}

Result<CheckedImport> import_checked(std::string_view text, const fs::path& config,
                                     const Options& given) {
  Options options = given;
  if (options.root.empty()) options.root = project_root(config).string();
  const LoadOptions load = plain_options(options);
  PromptfooOptions wanted;
  wanted.faithful = options.faithful;
  wanted.root = options.root;
  // What programs make is made once, though the import may be looked at twice.
  std::map<std::string, OrderedJson> made;
  if (are_programs_allowed(options.allow_exec)) {
    std::error_code ignored;
    const fs::path folder = fs::absolute(config, ignored).lexically_normal().parent_path();
    wanted.generate = [&made, folder](const GeneratorCall& call) -> Result<OrderedJson> {
      const std::string key =
          dump_json({call.file, call.function, call.is_python, call.has_lists, call.arguments});
      if (const auto known = made.find(key); known != made.end()) return known->second;
      ASSAY_TRY(OrderedJson values, run_generator(call, folder));
      return made.emplace(key, std::move(values)).first->second;
    };
  }
  CheckedImport checked;
  ASSAY_TRY(checked.made, import_promptfoo(text, config, wanted));
  if (checked.made.suite.empty() || check_text(checked.made.suite, config, load)) return checked;
  // Something of it is against assay's rules: which part, each is asked now.
  wanted.accepts = [&](const Json& expectation, const Json& vars) {
    return accepts(expectation, vars, config, load);
  };
  ASSAY_TRY(checked.made, import_promptfoo(text, config, wanted));
  if (checked.made.suite.empty()) return checked;
  if (const Result<Suite> suite = check_text(checked.made.suite, config, load); !suite)
    checked.wrong = suite.error().message;
  return checked;
}

Result<LoadedImport> load_promptfoo(std::string_view text, const std::string& path,
                                    const Options& options, const LoadOptions& load) {
  ASSAY_TRY(const CheckedImport checked, import_checked(text, path, options));
  const PromptfooImport& made = checked.made;
  if (made.suite.empty())
    return usage_error(path + ": nothing of it can run" + what_would_help(made.account) + '\n' +
                       made.account.to_text());
  if (!checked.wrong.empty())
    return usage_error(
        path +
        ": the suite that is made of it (`assay import promptfoo` writes it) is not right yet:\n" +
        checked.wrong);
  LoadedImport loaded;
  LoadOptions with_root = load;
  if (!with_root.root) with_root.root = project_root(path);
  ASSAY_TRY(loaded.suite, check_text(made.suite, path, with_root));
  for (const AccountItem& item : made.account.items()) {
    if (item.outcome != ImportOutcome::refused && item.outcome != ImportOutcome::approximated)
      continue;
    if (item.outcome == ImportOutcome::refused) ++loaded.refused;
    const std::string place = item.file.empty() ? path : fmt::format("{}:{}", item.file, item.line);
    loaded.suite.warnings.push_back(
        fmt::format("{}: {}: {}: {}", place, name(item.outcome), item.what, item.note));
  }
  return loaded;
}

}  // namespace assay
