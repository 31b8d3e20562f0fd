// What the author wrote: validated and immutable. Built by load_suite() only.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/key.h"
#include "harness/base/money.h"
#include "harness/provider/parameter.h"
#include "harness/provider/price.h"
#include "harness/provider/price_table.h"
#include "harness/provider/provider.h"
#include "harness/provider/request.h"
#include "harness/suite/template.h"
#include "harness/suite/vars.h"
#include "harness/yaml/location.h"

namespace assay {

struct Model {
  std::string name;          // label in reports; unique in the suite
  std::string id;            // the provider's
  std::size_t provider = 0;  // index into Suite::providers
  std::optional<Price> price;
  std::optional<PriceOrigin>
      priced_by;  // the table that `price` is from; nothing: the suite says it
  Params params;  // this model's own defaults
  // Parameters that it refuses are left out instead of ending its variants.
  bool drop_unsupported = false;
  Location where;
};

// How many stored verdicts of a judge are asked again before a run rests on others of it, and
// which share of them may come out otherwise though the judge is the same.
struct CanaryRule {
  int count = 0;  // none: it is not watched
  double flips = 0.02;
};

// A model that marks answers by a rubric, as an instrument of the suite: `judges`.
struct JudgeModel {
  std::string name;            // unique among the suite's judges
  Model model;                 // its name is the judge's; max_tokens is among its params
  int samples = 1;             // calls about an answer, of which the majority counts
  std::string gold = {};       // file of labels, for messages; "": none
  std::string gold_text = {};  // what it says
  CanaryRule canaries = {};
  std::string words = {};       // of its system message, with slots; "": assay's own
  std::string words_file = {};  // where they were read from
  bool embeds = false;          // texts become vectors: it gives no verdicts, and has no max_tokens
  std::string pair_words = {};  // the same where it compares two answers
  std::string pair_words_file = {};
  bool plays_user = false;  // of dialogues (SimulatedUser): it gives no verdicts
};

// What people said of answers: a file that need not be there yet.
struct LabelFile {
  std::string name;            // as expectations name it, from the suite's folder
  std::string shown;           // as messages do
  std::filesystem::path path;  // absolute
  std::string text;            // what it says; "" where it is not there
};

// "gold/SUITE.jsonl", from the folder of the suite that is called so.
std::string default_label_file(std::string_view suite_name);

// A piece of a message: a text, or the path of what is attached there.
struct PartTemplate {
  std::optional<AttachmentKind> kind;  // nothing: a text
  Template text;
};

struct MessageTemplate {
  Role role = Role::user;
  Template content;
  std::vector<ToolCall> tool_calls;
  std::string tool_call_id;
  std::vector<PartTemplate> parts = {};  // before `content`
};

struct Prompt {
  std::string id;
  std::vector<MessageTemplate> messages;
  Params params;  // tools, response_format, ... that belong to the prompt
  Location where;
};

// `dialogue` is all that was said so far, in cases of several turns alone.
enum class Channel { answer, reasoning, all, dialogue };

// One step of `extract:`, typed by its shape; texts may hold templates.
struct ExtractStep {
  std::string name;  // a row of the table of extractors
  Json arguments = Json::object();
};

// What of a text an expectation looks at, and how texts are made alike. Nothing:
// nothing was said. An empty list is `none`.
struct Reading {
  std::optional<std::vector<ExtractStep>> extract;  // left to right
  std::optional<std::vector<std::string>> normalise;
};

// One line of `expect`, typed by its ExpectationShape but not compiled: string
// arguments may hold templates of the case's variables.
struct Expectation {
  std::string name;                   // a row of the table, or "all", "any", "not"
  Json arguments = Json::object();    // by argument name
  std::vector<Expectation> children;  // all, any: in order; not: exactly one
  double weight = 1;
  std::string metric;  // own metric that its value counts for; empty: none
  Channel on = Channel::answer;
  Reading reading;            // of a leaf: its group's, case's and suite's filled in
  bool has_template = false;  // in an argument or a step of `extract`, here or below
  Location where;
};

using Expectations = std::vector<Expectation>;

// What a person says, or what a tool that the model called gives back.
struct Turn {
  Template user;
  std::string tool = {};                            // its name; "": a person's turn
  Json result = {};                                 // of the tool; its texts may hold templates
  bool is_error = false;                            // `result` says what went wrong
  std::shared_ptr<const Expectations> expect = {};  // of the answer to it; never null
  std::vector<PartTemplate> parts = {};             // before `user`
  // The answer to it is a variable of this name in what users say behind it; "": it is none.
  std::string answer_as = {};
};

// A model that plays the user of a dialogue.
struct SimulatedUser {
  std::size_t player = 0;         // index into Suite::judges
  Template goal;                  // what it wants of the model under test
  std::optional<Template> first;  // what it says first; nothing: it finds its own words
  int max_turns = 0;              // requests to the model under test, at most
};

// What the attachments of a case are, by the paths that its templates make.
using MediaByName = std::map<std::string, Media, std::less<>>;

struct ToolServer;  // tool_server.h

struct Case {
  std::string id;  // unique in the suite
  Vars vars;
  std::vector<std::string> tags;
  std::shared_ptr<const Expectations> expect;          // its own, then the suite's; never null
  std::vector<Turn> turns;                             // empty: a single question (turns.h)
  std::shared_ptr<const ToolServer> tools = {};        // null: nothing answers what it calls
  std::shared_ptr<const std::string> file;             // where it was written, as the user named it
  int line = 0;                                        // in `file`, from 1
  std::shared_ptr<const MediaByName> media = {};       // null: it has no attachments
  std::shared_ptr<const SimulatedUser> simulate = {};  // null: what users say is in `turns`
  bool forgets = false;  // `history: false`: a turn is asked without those before it
};

struct Axis {
  std::string parameter;
  std::vector<Json> values;  // at least one
};

// Which variants: every field that is set must match. Model and prompt by
// label (globs); parameters by value.
struct Selector {
  std::optional<std::string> model;
  std::optional<std::string> prompt;
  Params params;

  friend bool operator==(const Selector&, const Selector&) = default;
};

// What a comparing gate compares with: variants of the run itself, or those that
// a baseline file keeps.
struct GateBaseline {
  Selector selector;
  std::string stored;  // the baseline's name; "": variants of the run

  friend bool operator==(const GateBaseline&, const GateBaseline&) = default;
};

// Whether a baseline may be called so: its name becomes a file's.
bool is_baseline_name(std::string_view name);

struct Gate {
  std::string name;    // given or generated: "pass_rate >= 0.95"
  std::string metric;  // of report/'s metric table
  // Absolute gates: at least one of these.
  std::optional<double> at_least;
  std::optional<double> at_most;
  Selector candidate;  // which variants (all)

  // Comparing gates: a baseline, and exactly one of the two limits.
  std::optional<GateBaseline> baseline;
  std::optional<double> no_worse_than;  // margin >= 0 in the metric's unit
  std::optional<double> at_most_ratio;  // candidate / baseline, > 0
  // Of the errors of each variant that it reads; nothing: the suite's, or a default.
  std::optional<double> max_error_rate;
  bool require_same_model = false;  // both sides answered by one model
  bool stop_early = false;          // only with no_worse_than on a rate or score
  std::string cluster;              // a variable of every case, or ""
  Location where;

  friend bool operator==(const Gate&, const Gate&) = default;
};

// Arithmetic (arithmetic.h) over the means of own metrics.
struct DerivedMetric {
  std::string name;
  std::string value;  // as written, and sound

  friend bool operator==(const DerivedMetric&, const DerivedMetric&) = default;
};

struct PassRule {
  std::optional<double> score;  // nothing: every expectation must pass

  friend bool operator==(const PassRule&, const PassRule&) = default;
};

struct SuiteLimits {
  std::optional<int> concurrency;
  std::optional<Money> max_cost;
  std::optional<milliseconds> max_duration;
  std::optional<double> max_error_rate;
  std::optional<milliseconds> timeout;  // one attempt in all

  friend bool operator==(const SuiteLimits&, const SuiteLimits&) = default;
};

// Beyond it a typing slip is likelier than a plan.
inline constexpr int kMaxRepeats = 1'000'000;

struct Suite {
  std::string name;
  std::string description;
  std::filesystem::path path;  // as given
  std::filesystem::path root;  // files may be named below it only
  Key hash;                    // over the suite and every file it names

  std::vector<Provider> providers;  // keys not resolved
  // Of each provider: SHA-256 of its models file, where it is simulated. It
  // stands for the endpoint in Keys, whose port changes from run to run.
  std::vector<std::optional<Key>> serve_hashes;
  std::vector<Model> models;
  std::vector<JudgeModel> judges;
  std::vector<LabelFile> label_files;  // of expectations that ask people
  std::vector<Prompt> prompts;
  std::vector<Axis> grid;
  std::vector<Selector> exclude;
  int repeats = 1;
  // The two before the command line changed them (--set, --repeats).
  std::vector<Axis> written_grid;
  int written_repeats = 1;
  std::vector<Case> cases;
  PassRule pass;
  SuiteLimits limits;
  std::vector<std::string> own_metrics;  // names of `metric:`, each once, as they come
  std::vector<DerivedMetric> derived_metrics;
  std::vector<Gate> gates;
  bool simulated = false;             // some provider is the built-in model server
  std::vector<std::string> warnings;  // what `check` says that is no error
};

}  // namespace assay
