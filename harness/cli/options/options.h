// The command line: what it says, as values. Only options.cc knows CLI11.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/money.h"
#include "harness/base/result.h"
#include "harness/cli/options/exit_code.h"
#include "harness/cli/options/output_words.h"
#include "harness/cli/terminal/terminal.h"
#include "harness/plan/plan.h"
#include "harness/suite/load.h"

namespace assay {

using Words = std::vector<std::string>;

struct Options {
  std::string command;
  std::vector<std::string> operands;  // SUITE..., RUN, PROVIDER, FILE: by command
  // What was given of the rest, in its own words: "--case" -> {"a*", "b"}; a flag that
  // takes no value has one, "".
  std::map<std::string, Words> given;

  // Selection
  std::vector<std::string> models;
  std::vector<std::string> prompts;
  std::vector<std::string> cases;
  std::vector<std::string> tags;
  std::vector<AxisOverride> set;
  std::optional<int> repeats;
  Shard shard;
  std::optional<std::uint64_t> seed;
  bool allow_empty = false;
  bool allow_exec = false;  // scripts of the suite

  // Running
  std::optional<int> concurrency;
  std::optional<Money> max_cost;
  std::optional<std::chrono::milliseconds> max_duration;
  bool no_cache = false;
  bool new_run = false;
  bool offline = false;
  std::optional<std::string> resume;
  bool no_stop_early = false;
  std::filesystem::path root;
  std::string ca_file;
  std::filesystem::path prices;  // a table; "": ASSAY_PRICES, or beside the Store
  std::vector<std::string> env_files;

  // Where things go
  std::filesystem::path store = "results/assay.db";
  std::filesystem::path out = "results";
  std::vector<Output> outputs;
  bool no_files = false;  // but those of `outputs`
  bool json = false;
  bool quiet = false;
  ColourWhen colour = ColourWhen::automatic;
  std::map<ExitCode, int> exit_codes;

  // Comparing
  std::vector<std::string> baselines;     // --baseline NAME
  std::filesystem::path baseline_folder;  // "": beside the suite
  bool lenient = false;
  double margin = 0.05;
  std::string cluster;
  std::string reason;
  bool part = false;  // a baseline of a part is wanted

  // Single commands
  bool count_tokens = false;
  std::optional<double> mde;          // plan: a difference to detect or exclude
  std::optional<double> power;        // plan: the chance asked about
  std::optional<std::string> from;    // plan: the run whose spread is taken
  std::filesystem::path prices_from;  // prices update: somebody's list
  std::optional<int> keep;            // prune
  bool replies = false;
  bool dry_run = false;
  std::optional<std::uint16_t> port;
  double speed = 1;
  std::optional<int> labels;  // label: how many answers
  bool label_by_verdict = false;
  std::string rater;                 // "": the user
  std::filesystem::path label_file;  // "": gold/ beside the suite

  std::filesystem::path export_file;  // "": stdout

  // Importing
  std::filesystem::path made_suite;    // where the suite goes; "": beside what it is made of
  bool faithful = false;               // decide as the other tool does
  std::filesystem::path suite_file;    // of outputs; "": one is made of them
  std::filesystem::path requests;      // of a batch; "": not given
  std::vector<std::string> map_words;  // --map TARGET=FIELD,...
  std::string as_variant;              // whose answers they are; "": they say it
};

// What parsing came to: options to run with, or text to print and an exit code
// (help, version, a mistake).
struct ParsedCommandLine {
  Options options;
  bool stop = false;
  int exit_code = 0;
  std::string out;  // for stdout
  std::string err;  // for stderr
};

ParsedCommandLine parse_command_line(int argc, const char* const* argv);

}  // namespace assay
