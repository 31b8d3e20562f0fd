// A promptfoo configuration -> a suite, and the account of what became of each part of it.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/ordered_json.h"
#include "harness/base/result.h"
#include "harness/import/account.h"

namespace assay {

// A function of the author's that makes tests or prompts, or changes variables.
struct GeneratorCall {
  std::string file;        // from the configuration's folder
  std::string function;    // "": the one that the language has for it
  bool is_python = false;  // else JavaScript
  // Of one call each, as JSON: the keys of maps are in the author's order. A list of arguments
  // where there is more than one.
  std::vector<std::string> arguments;
  bool has_lists = false;  // then each value is {"value": ...} or {"error": TEXT}
};

struct PromptfooOptions {
  bool faithful = false;  // decide as promptfoo does, also where it passes silently
  std::optional<std::filesystem::path> root;  // default: the configuration's folder
  // Whether assay takes an expectation of a case with these variables ({name: value}), and
  // if not why: a pattern that RE2 refuses, a bound that holds for everything. Without it
  // nothing is asked, and the suite may be refused as a whole.
  std::function<Result<void>(const Json& expectation, const Json& vars)> accepts;
  // Runs one: a value for each call. Without it they are refused, since nobody has allowed
  // programs.
  std::function<Result<OrderedJson>(const GeneratorCall&)> generate;
};

struct PromptfooImport {
  std::filesystem::path config;
  std::string
      suite;  // as YAML; its files are named from the configuration's folder. "": nothing can run
  Account account;
};

// `text` is what the file `config` says, from whose folder it names others. A usage error where
// it cannot be read at all. Everything else is in the account; where no prompt or case is left,
// `suite` is empty; without a model it is no suite that runs yet.
Result<PromptfooImport> import_promptfoo(std::string_view text, const std::filesystem::path& config,
                                         const PromptfooOptions& options);

// The configuration of a folder, where people put it; `place` itself when it is a file.
Result<std::filesystem::path> find_promptfoo_config(const std::filesystem::path& place);

// Whether a file, by its name or its first keys, is a configuration of promptfoo and no suite.
bool is_promptfoo_config(const std::filesystem::path& path, std::string_view text);

}  // namespace assay
