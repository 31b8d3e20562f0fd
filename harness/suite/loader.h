// What the parts of the loader share. Internal to suite/; load.cc tells the
// story, load_*.cc are its chapters.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/suite/load.h"
#include "harness/suite/suite.h"
#include "harness/suite/suite_files.h"
#include "harness/yaml/diagnostic.h"
#include "harness/yaml/fields.h"
#include "harness/yaml/scalar.h"
#include "harness/yaml/tree.h"

namespace assay {

struct ToolResult;

struct Loader {
  Loader(const LoadOptions& load_options, SuiteFiles& suite_files, Diagnostics& errors)
      : options(load_options), files(suite_files), diagnostics(errors), read(errors) {}

  // Whether `bytes` more of copies that `what` makes can be afforded; an error at `at`, the
  // first time, if not. Nothing is afforded then.
  bool affords(std::string_view what, std::uint64_t bytes, const Position& at);

  const LoadOptions& options;
  SuiteFiles& files;
  Diagnostics& diagnostics;
  ScalarReader read;
  Suite suite;

  // Beside the Suite, by index, while it is checked.
  std::vector<std::map<std::string, Price>> served_prices;  // of each provider, by model ID
  bool drops_unsupported = false;                           // said of the whole suite
  std::size_t named_judges = 0;                             // the first of suite.judges
  bool has_unread_judge = false;                            // an entry that could not be read
  std::vector<Position> prompt_origins;                     // where each prompt was written
  std::vector<Position> case_origins;                       // where each case was written
  Reading shared_reading;                                   // the suite's `extract`, `normalise`
  Expectations shared_written;                              // the suite's own `expect`
  std::set<std::string> metric_names;                       // of `metric:`, wherever it stands
  std::shared_ptr<const std::vector<ToolResult>> shared_results;  // the suite's `tool_results`
  std::optional<int> shared_tool_rounds;                          // its `max_tool_rounds`
  std::shared_ptr<const ToolServer> shared_tools;     // of cases that say nothing of their own
  std::uint64_t shared_weight = 0;                    // of these
  std::shared_ptr<const Expectations> shared_expect;  // the same, read as the suite says
};

// In the order they run: each may rely on what the earlier ones put in `suite`.
void load_providers(Loader& loader, const YamlNode* providers);
void load_models(Loader& loader, const YamlNode* models);
void load_judges(Loader& loader, const YamlNode* judges);
void load_prompts(Loader& loader, const YamlNode* prompts);
void load_grid(Loader& loader, const YamlNode* grid);
void load_exclude(Loader& loader, const YamlNode* exclude);
void load_pass(Loader& loader, const YamlNode* pass);
void load_limits(Loader& loader, const YamlNode* limits);
void load_own_metrics(Loader& loader);  // names that cases' expectations have
void load_derived_metrics(Loader& loader, const YamlNode* derived);
void load_gates(Loader& loader, const YamlNode* gates);
void load_shared_expectations(Loader& loader, const YamlNode* expect);
void load_shared_tools(Loader& loader, const Fields& suite);
void load_cases(Loader& loader, const YamlNode* cases);

// What only shows when all is there: unique case IDs, every variable in every
// case that needs it.
void check_case_ids(Loader& loader);
void check_variables(Loader& loader);
// `on: dialogue` stands in dialogues alone, and nobody is asked for labels there.
void check_turns(Loader& loader);
// Results are of tools that models are offered.
void check_tools(Loader& loader);

// --- used by several chapters ---

// What a provider of dialect `http` says of its application; an error for another that says it.
inline constexpr std::string_view kHttpDialect = "http";
void load_application(Loader& loader, const Fields& fields, const Owner& owner, Provider& provider);
bool is_header_name(std::string_view name);
// The same of one of dialect `exec` and its program.
inline constexpr std::string_view kExecDialect = "exec";
bool is_program(const Provider& provider);
void load_program(Loader& loader, const Fields& fields, const Owner& owner, Provider& provider);

// Index into suite.providers, adding a preset on first use; nothing, and an
// error at `at`, when there is none of that name.
std::optional<std::size_t> provider_index(Loader& loader, std::string_view name,
                                          const Position& at);
// Whether suite.providers or the presets know `name`.
bool is_provider(const Loader& loader, std::string_view name);

// "provider:model-id" as a model whose name is that text, with the price that the suite or
// the provider's models file knows; nothing, and an error, for anything else.
std::optional<Model> read_model_reference(Loader& loader, const YamlNode& node,
                                          std::string_view field);
// Replaces `by` and `model` in the arguments of an expectation that asks judges, read from
// `value`, by the list of their names; false, and an error, where there is no such judge, or
// none is named and several could be.
bool name_judges(Loader& loader, const YamlNode& item, const YamlNode* value, Json& arguments);

// The same of one that asks a model that embeds: leaves `by` as its name.
bool name_embedder(Loader& loader, const YamlNode& item, const YamlNode* value, Json& arguments);

// Reads the file of labels of an expectation that asks people, and names it in `arguments`
// where they did not; false, and an error, where it cannot be read.
bool name_labels(Loader& loader, const YamlNode& item, Json& arguments);

// Reads the files of an expectation that runs a script, and tells a file from code in
// `arguments`: what it leaves is `command`, or `file` (and `function`), or `code`. False, and an
// error, where a file cannot be read.
bool name_scripts(Loader& loader, const ExpectationShape& shape, const YamlNode& item,
                  Json& arguments);

Params read_params(Loader& loader, const YamlNode& node, const Owner& owner);
// One value of a parameter, typed and bounded by its row.
std::optional<Json> read_parameter(Loader& loader, std::string_view name, const YamlNode& value);
// The same from text (--set); a usage error without a place.
Result<Json> parameter_from_text(std::string_view name, std::string_view text);

Selector read_selector(Loader& loader, const YamlNode& node, std::string_view kind);
// The same, and a model or prompt that the suite does not have is an error.
Selector read_known_selector(Loader& loader, const YamlNode& node, std::string_view kind);

// Whether some expectation brings metrics whose names only a run will tell.
bool may_bring_metrics(const Loader& loader);

// Gates that compare. Whether a gate has a key that only these know.
bool is_comparison(const Fields& fields);
// `gate` has its metric's name already ("", and `metric` is null, when that was wrong).
void read_comparison(Loader& loader, const YamlNode& node, const Fields& fields,
                     const MetricShape* metric, Gate& gate);
// "pass_rate of model b no worse than model a by 0.02"
std::string comparison_name(const Gate& gate);

// nullptr when there is none of that name.
const ExpectationShape* find_shape(std::span<const ExpectationShape> shapes, std::string_view name);

// The author's list of expectations, without the suite's own.
Expectations read_expectations(Loader& loader, const YamlNode& node);
// `own`, written at `at`, followed by the suite's, all read as the case says, or
// else the suite; shares the suite's list when the case says nothing of its own.
std::shared_ptr<const Expectations> with_shared(Loader& loader, Expectations own,
                                                const Reading& of_case, const Position& at);

// What stands under `extract` and `normalise`; nullptr: it was not written.
Reading read_reading(Loader& loader, const YamlNode* extract, const YamlNode* normalise);
// Whether `reading` can be copied into each of `expectations`, written at `at`.
bool affords_reading(Loader& loader, const Reading& reading, const Expectations& expectations,
                     const Position& at);
// `inner` where it says something, else `outer`.
Reading merged(const Reading& inner, const Reading& outer);
// Fills in what `expectation`, or what is in it, does not say itself.
void inherit(const Loader& loader, const Reading& outer, Expectation& expectation);

// A template at its place; nothing, and an error, when it is malformed.
std::optional<Template> read_template(Loader& loader, const YamlNode& node, std::string_view field);

// Lists of paths beside `user`: what is attached before its text.
inline constexpr std::array<std::string_view, 3> kAttachedKeys = {"images", "audio", "files"};
bool has_attached(const Fields& fields);
std::vector<PartTemplate> read_attached(Loader& loader, const Fields& fields);
// `content` as a list of {text: ...}, {image: path}, {audio: path}, {file: path}.
std::vector<PartTemplate> read_parts(Loader& loader, const YamlNode& content, Role role);
// Reads what every case attaches, once: its type, size and hash.
void load_attachments(Loader& loader);

// The turns of a case whose expectations are read as `of_case` says, or else the suite.
std::vector<Turn> read_turns(Loader& loader, const YamlNode& node, const Reading& of_case);

// What a tool gives back, by itself or in its turn: `result`, or `error` where it failed; false,
// and an error, where it is neither or both.
bool read_outcome(Loader& loader, const YamlNode& item, const Fields& fields, Json& result,
                  bool& is_error);
// `tool_results` and `max_tool_rounds` of a case with these turns, with the suite's; null where
// there are none.
std::shared_ptr<const ToolServer> read_tools(Loader& loader, const Fields& fields,
                                             const std::vector<Turn>& turns);
// The model that plays a case's user, which becomes one of the suite's judges; nullptr, and an
// error, where it cannot be read.
std::shared_ptr<const SimulatedUser> read_simulated_user(Loader& loader, const YamlNode& node);

// The text of the file that `field` names, if it stands there, and its name; false, and an error,
// where it cannot be read or has more than `most` bytes.
bool read_prompt_file(Loader& loader, const Fields& fields, std::string_view field,
                      std::size_t most, std::string& words, std::string& name);

std::vector<std::string> read_text_list(Loader& loader, const YamlNode& node,
                                        std::string_view field);
// A name or ID: text, not empty, no control characters, at most 200 bytes.
std::optional<std::string> read_label(Loader& loader, const YamlNode& node, std::string_view field);

// Items of a list that may not be empty; an error, and none, for anything else.
std::span<const YamlNode* const> require_list(Loader& loader, const YamlNode& node,
                                              std::string_view field);

}  // namespace assay
