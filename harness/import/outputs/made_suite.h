// A suite made of a file of outputs: its models as variants, its questions as cases. It is the
// user's from then on, who adds what is expected and scores the answers again.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "harness/base/key.h"
#include "harness/base/result.h"
#include "harness/import/outputs/imported_output.h"

namespace assay {

// Gives outputs whose file has no name for their case one, "case-3": the same for the same
// variables and, where prompts have no labels, the same question.
class CaseNamer {
 public:
  // A usage error where nothing tells the case.
  Result<void> name(ImportedOutput& output);

 private:
  std::unordered_map<Key, std::size_t> known_;
};

class SuiteMaker {
 public:
  // `name` begins the suite's; `model` is that of outputs that name none.
  SuiteMaker(std::string_view name, std::string model);

  // Of an output with a case's id. A usage error, which begins with its place, where the id cannot
  // be one, the case has other variables or another question than before, or there are more
  // models, prompts and cases than a suite may have.
  Result<void> add(const ImportedOutput& output);

  struct Files {
    std::string suite;
    std::string cases;  // JSONL; "": they are in the suite, since each has expectations of its own
  };
  // `cases_file` is how the suite calls its cases; `origin` says what it is made of. A usage error
  // where there was no output, or something went wrong and nothing says with which of its models.
  Result<Files> finish(std::string_view cases_file, std::string_view origin) const;

  const std::string& suite_name() const { return name_; }
  // Whose an output is that went wrong and names no model: the only one that others name.
  const std::string& model_of_failures() const;
  // Assertions that no expectation stands for, each once, with how often it was met.
  const std::map<std::string, std::size_t>& not_imported() const { return not_imported_; }

 private:
  struct MadePrompt {
    std::string label;
    std::vector<Role> roles;  // of every question; empty: none is known, or they differ
    bool differs = false;     // a transcript stands for them
    bool is_known = false;
  };
  struct MadeCase {
    std::string id;
    std::string where;
    Json vars;
    std::map<std::size_t, Messages> questions;  // by prompt
    Json expect;
  };

  Result<void> add_model(const ImportedOutput& output);
  Result<void> check_failures() const;
  Result<std::size_t> case_index(const ImportedOutput& output);
  std::size_t prompt_index(const std::string& label);
  Result<void> check_size(const ImportedOutput& output) const;
  Result<void> add_question(const ImportedOutput& output, MadeCase& of);
  Json row_of(const MadeCase& of) const;
  std::string variable(std::size_t prompt, std::size_t message) const;
  std::string prompts_text() const;

  std::string name_;
  std::string model_;
  std::vector<std::string> models_;
  std::string unnamed_failure_;  // where the first is that names no model; "": all do
  std::unordered_set<std::string> known_models_;
  std::vector<MadePrompt> prompts_;
  std::unordered_map<std::string, std::size_t> prompt_of_;  // by label
  std::vector<MadeCase> cases_;
  std::unordered_map<std::string, std::size_t> by_id_;
  std::set<std::string> variables_;  // names that cases have
  std::set<std::int64_t> repeats_;
  std::map<std::string, std::size_t> not_imported_;
  bool expects_ = false;
};

// Any text as a suite's name: letters, digits, `-`, `_`, `.`; "outputs" for none.
std::string suite_name_of(std::string_view name);
// As a scalar that YAML reads back: in double quotes.
std::string yaml_text(std::string_view text);
// The same of any value, on one line. Its depth is that of a parsed one (json.h).
std::string yaml_flow(const Json& value);

}  // namespace assay
