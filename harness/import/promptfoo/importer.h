// An import under way. Internal to this folder: promptfoo.cc is the story, the files named
// beside the declarations are its chapters.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "harness/import/promptfoo/assertion.h"
#include "harness/import/promptfoo/config_files.h"
#include "harness/import/promptfoo/promptfoo.h"
#include "harness/import/promptfoo/transform.h"
#include "harness/import/promptfoo/value_texts.h"
#include "harness/yaml/writer.h"

namespace assay {

// Names that are each one thing's.
class TakenNames {
 public:
  bool contains(const std::string& name) const { return taken_.contains(name); }
  // `wanted`, or with the next number behind it, as `form` has the two, what nothing is called yet;
  // it is taken then.
  std::string take(const std::string& wanted, std::string_view form = "{} ({})");

 private:
  std::set<std::string> taken_;
  std::map<std::string, std::size_t> numbers_;  // the next one of a name that many want
};

// A prompt as the suite has it.
struct MadePrompt {
  std::string id;
  YamlOut out;
  std::set<std::string> variables;
  std::set<std::string> names;  // what providers call it: label, file, text
  // What a person says in each turn, as a template: where it has the history of a chat.
  std::optional<std::string> turn = {};
  // What its one message of the user says, as a template, where nothing but the system's stands
  // before it; and the variables of these.
  std::optional<std::string> question = {};
  std::set<std::string> variables_before = {};
  bool is_json = false;          // a chat that was written as JSON, before anything is filled in
  std::set<std::string> dumped;  // variables that it writes as JSON
  // The function that writes it of a test's variables; its text is a variable then.
  std::optional<GeneratorCall> program = {};
};

// A model as the suite has it, or a judge.
struct MadeModel {
  std::string name;      // label; "" until names are given
  std::string provider;  // preset or entry of `providers`
  std::string id;
  std::string written = {};  // the id as the configuration has it, by which tests name it
  YamlOut params = YamlOut::map();
  YamlOut price = YamlOut::map();
  bool answers_object = false;
  // Its answer is an object where its reply is JSON, and else a text: nobody knows beforehand.
  bool may_answer_object = false;
  bool is_own = false;                              // a program or an application of the author's
  std::string transform;                            // of its answers, as JavaScript
  std::optional<std::vector<std::string>> prompts;  // only these, by any of their names
  Position at;
};

struct VarDraft {
  std::string name;
  Json value;  // texts still with their templates
  Position at;
  // Of a map or a list: its JSON, with the keys of maps in their order, and of a list that of each
  // of its items.
  std::string json = {};
  std::vector<std::string> items = {};
};

struct AssertionDraft {
  Json value;
  Position at;
  std::string place;   // "assert[2]"
  std::string metric;  // of a CSV row
  const YamlNode* grader = nullptr;
  std::vector<AssertionDraft> parts = {};  // of one that stands for all of a test: what it has
  std::string refused = {};                // why it is not in the suite; "": nothing says so yet
};

// What a test says, and what it inherits.
struct TestDraft {
  std::string description;
  Position at;
  std::vector<VarDraft> vars;
  std::vector<AssertionDraft> assertions;
  std::vector<std::string> tags;
  std::string conversation;  // whose history it shares; "" is a history, too
  bool has_history = true;
  std::optional<double> threshold;
  const YamlNode* grader = nullptr;
  std::string transform;
  bool expands = true;         // lists are a case each
  bool takes_defaults = true;  // the assertions of defaultTest
  std::string prefix, suffix;  // around its prompts, other than those of defaultTest
  // What it is asked of, where it says so; all, where it does not.
  std::optional<std::vector<std::string>> only_providers, only_prompts;
  const YamlNode* own_provider = nullptr;  // in the place of each
  std::string stores;  // its answer is a variable of this name in later tests; ""
  // Tests that have each other's answers are turns of one case: its number, from 1; 0: a case of
  // its own. `stores` is then the name that the case has for its answer, unique in it.
  std::size_t chain = 0;
  std::optional<GeneratorCall> changer;  // what changes its variables before all else
  std::string refused;                   // why it is no case; ""
  std::string from;                      // a data set: its file, whose columns are variables
  std::set<std::string> columns;
};

struct Importer {
  Importer(const std::filesystem::path& config, const PromptfooOptions& given);

  const PromptfooOptions& options;
  ConfigFiles files;
  Account account;

  std::string description;
  std::vector<MadePrompt> prompts;
  std::vector<MadeModel> models;
  std::vector<std::pair<std::string, YamlOut>> providers;
  std::vector<std::pair<std::string, MadeModel>> judges;
  std::set<std::string> judges_used;
  std::map<const YamlNode*, std::string> graders;  // which judge a node became
  TestDraft defaults;                              // of defaultTest
  std::string prefix, suffix;                      // around every prompt
  std::vector<TestDraft> drafts;                   // in their order, until they become cases
  // What programs wrote for the n-th combination of variables of the n-th draft.
  std::map<std::pair<std::size_t, std::size_t>, std::vector<std::pair<std::string, Json>>> written;
  YamlOut shared = YamlOut::list();      // `expect` of the suite
  std::vector<std::string> shared_lost;  // comments: what of it was refused
  Json shared_extract;                   // null: none
  YamlOut cases = YamlOut::list();
  TakenNames case_ids;
  bool counts_scores = false;                              // a test passes by its score
  bool sends_session = false;                              // a request has {{sessionId}}
  std::set<std::string> request_variables;                 // of tests, that a request has
  std::map<std::string, std::size_t> prompt_numbers;       // the next one of a name
  bool has_most_prompts = false, has_most_models = false;  // and more of them, which is told once
  std::set<std::optional<double>> thresholds;              // of the cases that expect something
  std::size_t unscored = 0;
  Position first_unscored;
  std::set<std::string> opened;  // files of tests and the like that are being read
  std::size_t times_opened = 0;
  std::map<const SourceFile*, std::vector<std::string_view>> lines;  // of files with comments
  std::size_t filled_bytes = 0;    // of the variables of all tests
  std::set<const YamlNode*> told;  // rubricPrompt and the like, once each
  // Variables whose text stayed a template, by name and place, once each.
  std::set<std::tuple<std::string, const SourceFile*, int>> told_kept;
  bool told_config = false;  // that a program gives parameters
  std::optional<std::string> repeats, concurrency, timeout, max_duration;
  struct DerivedDraft {
    std::string name, formula;
    Position at;
  };
  std::vector<DerivedDraft> derived_metrics;
  std::set<std::string> metrics;  // that expectations of the suite have
  bool has_scripts = false;       // which may bring metrics of any name
  std::optional<double> pass_rate_gate;
};

// A file of providers, tests or assertions for as long as it is read. Such files name each
// other, and a few that do so in a circle, or a thousand times each, are read without an end.
class OpenedFile {
 public:
  OpenedFile(Importer& importer, std::string name);
  ~OpenedFile();
  OpenedFile(const OpenedFile&) = delete;
  OpenedFile& operator=(const OpenedFile&) = delete;
  // Whether it may be read; else why not.
  Result<void> may_be_read() const;

 private:
  Importer& importer_;
  std::string name_;
  bool is_first_ = false;
};

Result<const YamlNode*> tree_of_file(Importer& importer, const OpenedFile& opened,
                                     std::string_view name);

// settings.cc: what is neither prompt, model nor test.
void import_settings(Importer& importer, const YamlNode& root);
// `derived_metrics` of the suite, when its expectations are known: of those alone whose metrics
// they have.
YamlOut derived_metrics_of(Importer& importer);
// prompts.cc
void import_prompts(Importer& importer, const YamlNode* prompts);
// A prompt from its text, which may be a chat written as JSON or YAML. chat.cc
void add_prompt(Importer& importer, std::string_view text, std::string_view suggested,
                const Position& at, const YamlNode* config, std::set<std::string> names);
// providers.cc
void import_providers(Importer& importer, const YamlNode* providers);
// A model that a node names (an id, or a map), registered with its provider; nothing, with
// its reason in the account, when there is no such thing here. `what` is how the account
// calls it.
std::optional<MadeModel> import_model(Importer& importer, const YamlNode& node,
                                      std::string_view what);
// `PROVIDER:MODEL` of a node that names a model that makes vectors, with its provider; "" of any
// other.
std::string import_embedder(Importer& importer, const YamlNode& node);
void name_models(Importer& importer);
// What is taken of the answers of all models; a model that wants something else is dropped.
void settle_transforms(Importer& importer);
// provider_http.cc, provider_program.cc: applications of the author's own.
std::optional<MadeModel> import_http(Importer& importer, std::string_view id,
                                     const YamlNode* config, const Position& at,
                                     std::string_view what);
std::optional<MadeModel> import_program(Importer& importer, std::string_view id,
                                        const YamlNode* config, const Position& at,
                                        std::string_view what);
// provider_by_promptfoo.cc: one that promptfoo's own package asks.
struct ProviderFamily;
struct ProviderSettings {  // of a provider in the configuration; nullptr: it has none
  const YamlNode* config = nullptr;
  const YamlNode* env = nullptr;  // variables that it sets
};
std::optional<MadeModel> import_by_promptfoo(Importer& importer, std::string_view id,
                                             const ProviderFamily& family,
                                             const ProviderSettings& settings, const Position& at,
                                             std::string_view what);
std::optional<MadeModel> import_echo(Importer& importer, const Position& at, std::string_view what);
// The name of a provider entry, made or found again. providers.cc
std::string provider_entry(Importer& importer, std::string_view suggested, YamlOut entry);
// parameters.cc: `config` of a provider as parameters; keys in `taken` are somebody else's.
void import_parameters(Importer& importer, const YamlNode& config, std::string_view what,
                       const std::set<std::string_view>& taken, MadeModel& model);
// graders.cc: the judge that a node names, or the one that promptfoo would choose.
std::string judge_for(Importer& importer, const YamlNode* grader);
std::string embedder_for(Importer& importer, const YamlNode* grader);
// tests.cc
void import_default_test(Importer& importer, const YamlNode* node);
void import_tests(Importer& importer, const YamlNode* tests);
void import_scenarios(Importer& importer, const YamlNode* scenarios);
// test_draft.cc: a node of a test, below what it inherits.
TestDraft draft_test(Importer& importer, const YamlNode& node, const TestDraft& inherited,
                     std::string_view what);
// test_csv.cc
void import_csv_tests(Importer& importer, std::string_view name, const Position& at);
// comments.cc: the comment lines right above what begins its line there, without their "#".
// Schemas for editors and what may be a secret are left out.
std::vector<std::string> comments_above(Importer& importer, const Position& at);
// The line that something stands on; "" of what has no place.
std::string_view line_of(Importer& importer, const Position& at);
// selections.cc: tests that are for some of the models and prompts. Before all else is settled.
void settle_selections(Importer& importer);
// Whether one of the references means what has these names: the name, a group "name:" of it, or
// its begin before a last "*".
bool is_named(const std::vector<std::string>& references, const std::set<std::string>& names);
// stored_answers.cc: tests that have the answer of an earlier one become a chain with it
// (TestDraft::chain), or are refused.
void settle_stored_answers(Importer& importer);
// What stands for an answer in the values of variables, until they are text of a turn; "{{name}}"
// in the place of each; whether a value has one.
std::string answer_mark(std::string_view name);
std::string with_answers(std::string_view text);
bool has_answer(const Json& value);
// shared_sessions.cc: tests of one conversation that an application keeps are refused.
void settle_shared_sessions(Importer& importer);
// thresholds.cc: what decides a test where a suite's one rule is another: a group of its
// assertions. Before finish_tests().
void settle_thresholds(Importer& importer);
// generated.cc: what programs of the author make, where they may run.
// Whether a name is that of a program, with or without a function behind it.
bool is_generator(std::string_view name);
// The tests that it makes, as nodes; an error says why there are none.
Result<std::vector<const YamlNode*>> generated_tests(Importer& importer, std::string_view name,
                                                     const YamlNode* config, const Position& at);
// "gen.py:fn" as a call without arguments; an error where the file is not there, or where nobody
// has allowed programs.
Result<GeneratorCall> generator_call(Importer& importer, std::string_view name);
// {"name": value, ...}, as they are written and in their order.
struct FilledVars;
std::string json_of(const FilledVars& vars);
// changed_variables.cc
// What changes the variables of tests: `file://x.js:fn`. An error says why it is not asked.
Result<GeneratorCall> changer_of(Importer& importer, std::string_view code);
// Asks it about all tests that have one; where it fails, they are refused. Before all else is
// settled.
void settle_changed_variables(Importer& importer);
// A prompt that it writes, to be asked for each test. Its messages are known only then.
void add_generated_prompt(Importer& importer, std::string_view name, std::string_view label,
                          const Position& at, const YamlNode* config);
// Asks the programs of prompts about all tests. Prompts that come of it are those of the suite,
// and their texts are variables of the cases: in `importer.written`.
void settle_generated_prompts(Importer& importer);
// dialogues.cc
// The template of a turn, where the prompts have the history of a chat; nothing where none has.
// Prompts that say something else in a turn, or have no history beside others that do, are
// dropped.
std::optional<std::string> settle_turns(Importer& importer);
// The tests of one conversation as one case. An error says why it is none.
// Tests of one chain are asked each by itself.
Result<YamlOut> make_dialogue(Importer& importer, const std::vector<const TestDraft*>& tests,
                              std::string_view turn);
// cases.cc: all drafts as cases, with what they share.
void finish_tests(Importer& importer);
// expectations.cc: assertions as lines of `expect`; what was refused, as comments. `tells`:
// the account is to know.
struct Expected {
  YamlOut lines = YamlOut::list();
  std::vector<std::string> lost;
  std::set<std::string> variables;
};
Expected import_assertions(Importer& importer, const std::vector<AssertionDraft>& assertions,
                           const TestDraft& draft, const Json& vars, std::string_view of,
                           bool tells);
// assertion_set.cc: an `assert-set` of which the members are imported: a group.
ImportedAssertion import_set(const Json& set, const std::vector<ImportedAssertion>& members,
                             bool faithful);
// variables.cc: file:// values read, templates in values filled in, lists multiplied.
struct FilledVars {
  std::vector<std::pair<std::string, Json>> values;
  // As they are written, before anything is filled in; and each as JSON, its keys in their order.
  std::vector<std::pair<std::string, Json>> written;
  std::vector<std::string> json;
  std::string label;  // what tells it from its siblings; "" alone
};
// Whether an assertion, or one of its set, is JavaScript or Python.
bool is_code(const Json& assertion);
Result<std::vector<FilledVars>> fill_variables(Importer& importer, const TestDraft& draft);
// A variable as a node says it.
VarDraft variable_of(std::string_view name, const YamlNode& node, const Position& at);
// told_values.cc: a list or a map as those have it who are told of it. promptfoo writes a map into
// a text as "[object Object]", and of a list its items between commas.
Json value_to_tell(Importer& importer, const TestDraft& draft, const VarDraft& var);
// Whether a suite's prompts are to have a list or map as JavaScript makes a text of it, "1,2" or
// "[object Object]": with `faithful`, where nobody dumps it, has a field of it, or is told it.
bool is_text_there(const Importer& importer, const TestDraft& draft, const std::string& name,
                   const Json& value);
// What fills in one combination of them, as it was written.
ValueTexts value_texts(const Importer& importer,
                       const std::vector<std::pair<std::string, Json>>& values);
// reply_pointer.cc
// `json.a[0].b`, `output.a`, `data['x']` behind `root` -> "/a/0/b"; nothing when it is more.
std::optional<std::string> pointer_of_path(std::string_view code, std::string_view root);
// `({output: json.a, ...})` and "output" -> `json.a`; "" when it is no object with such a member.
std::string_view member_of_object(std::string_view code, std::string_view name);
// promptfoo.cc
std::string write_suite(const Importer& importer);

// Words.
Json value_of(const YamlNode& node);                        // as promptfoo's YAML reader types it
std::string text_of(const YamlNode& node);                  // of a scalar as JavaScript writes it
std::string ordered_json(const YamlNode& node);             // JSON.stringify: keys in their order
std::set<std::string> variables_of(std::string_view text);  // of a suite's template
std::set<std::string> variables_in(const Json& value);      // of all texts in it
// A name of at most 100 bytes on one line.
std::string label_of(std::string_view text);
// What a transform of a test or of a provider takes; nothing of "".
ImportedTransform transform_of(const std::string& code);
// `{{env.X}}`, `${X}`, `env:X` -> X; "" for anything else.
std::string environment_name(std::string_view text);
// With every `{{env.X}}` as `${X}`.
std::string with_environment(std::string_view text);
// Whether a header or setting of this name holds what is not to be copied.
bool looks_secret(std::string_view name);
// The variable of the environment that such a header is taken from: "HEADER_X_API_KEY".
std::string header_variable(std::string_view name);
// A key that a map of the configuration has and promptfoo does not know.
void tell_unknown_key(Importer& importer, const YamlNode& key, std::string_view of,
                      const std::vector<std::string>& known);

}  // namespace assay
