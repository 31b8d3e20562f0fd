// The command line: what it says, as values. Only options.cc knows CLI11.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/base/result.h"

namespace assay {

struct Options {
  std::string command;
  std::vector<std::string> operands;  // SUITE..., RUN, PROVIDER, FILE: by command

  // Selection
  std::vector<std::string> models;
  std::vector<std::string> prompts;
  std::vector<std::string> cases;
  std::vector<std::string> tags;
  std::vector<std::string> set;
  std::optional<int> repeats;
  std::string shard;
  std::optional<std::uint64_t> seed;
  bool allow_empty = false;

  // Running
  std::optional<int> concurrency;
  std::string max_cost;
  std::string max_duration;
  bool no_cache = false;
  bool new_run = false;
  bool offline = false;
  std::string resume;
  bool no_stop_early = false;
  std::filesystem::path root;
  std::string ca_file;
  std::vector<std::string> env_files;

  // Where things go
  std::filesystem::path store = "results/assay.db";
  std::filesystem::path out = "results";
  std::vector<std::string> outputs;  // FORMAT=PATH
  bool no_files = false;             // but those of `outputs`
  bool json = false;
  bool quiet = false;
  std::string color = "auto";
  std::vector<std::string> exit_codes;

  // Comparing
  std::vector<std::string> baselines;     // --baseline NAME
  std::filesystem::path baseline_folder;  // "": beside the suite
  bool lenient = false;
  std::optional<double> margin;
  std::string cluster;
  std::string reason;
  bool part = false;  // a baseline of a part is wanted

  // Single commands
  bool count_tokens = false;
  std::string mde;                   // plan: a difference to detect or exclude
  std::optional<std::string> power;  // plan: ""; the usual power
  std::string from;                  // plan: the run whose spread is taken
  std::optional<int> keep;           // prune
  bool replies = false;
  bool dry_run = false;
  std::uint16_t port = 0;
  double speed = 1;
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

// What help and completion say of an option.
struct OptionHelp {
  std::string names;  // "-o,--output"
  std::string value;  // what it takes: "FILE"; "" a flag
  std::string help;
  std::string fallback;  // what holds without it; "" a flag
};
// Of all options of a command, in the order of its help.
std::vector<OptionHelp> option_help(std::string_view command);
std::vector<std::string> option_names(std::string_view command);  // each of its own

}  // namespace assay
