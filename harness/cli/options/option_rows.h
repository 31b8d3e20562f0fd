// The options, as rows: where each is valid, what help says of it, and what its words
// become. To add one: a row, and a member of Options.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/cli/options/options.h"

namespace assay {

// Kinds of commands that an option is for; a command's row (commands.cc) says which of
// them it takes.
enum OptionGroup : unsigned {
  kSelect = 1,  // commands that read a suite
  kSpend = 2,   // run
  kStore = 4,   // commands that open the Store
  kReport = 8,  // commands that write reports
  kServe = 16,
  kPlan = 32,
  kModels = 64,
  kCompare = 128,
  kBaseline = 256,
  kView = 512,
  kCheck = 1024,
  kJudge = 2048,    // commands that change what a run says
  kReprint = 4096,  // report
  kPrune = 8192,
  kLabel = 16384,
  kPrices = 32768,
  kImport = 65536,
  kExport = 131072,
};

// What help and completion say of an option.
struct OptionHelp {
  std::string names;  // "-o,--output"
  std::string value;  // what it takes: "FILE"; "[CHANCE]" may be left out; "" a flag
  std::string help;
  std::string fallback;  // what holds without it; "" a flag
};

struct OptionRow {
  unsigned groups;
  // Puts the words, at least one, into their member. May put them into their usual form.
  std::function<Result<void>(Options& options, const std::string& flag, Words& words)> take;
  OptionHelp help;
  bool is_repeatable = false;

  std::string flag() const;  // "--output"
};

// Of one command, in the order of its help.
std::vector<const OptionRow*> rows_of(std::string_view command);

// Puts words that an option was given, now or when a run was started, into `options`. A
// usage error says what is wrong with them.
Result<void> give(Options& options, const OptionRow& row, Words words);

std::vector<OptionHelp> option_help(std::string_view command);    // with --help
std::vector<std::string> option_names(std::string_view command);  // each of its own

}  // namespace assay
