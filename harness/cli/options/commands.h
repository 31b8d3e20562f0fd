// The subcommands, as rows. To add one: one file, one row, one CLI test. Help, completion
// and which options there are, are made of the row.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/cli/options/exit_code.h"
#include "harness/cli/options/options.h"

namespace assay {

struct CommandRow {
  std::string_view name;
  std::string_view operands;  // as usage shows them: "SUITE...", "[RUN]", ""
  int min_operands;
  int max_operands;               // -1: any number
  unsigned options;               // the OptionGroups that it takes
  std::string_view help;          // one line
  std::string_view operand_help;  // "NAME  what it is", a line each
  std::string_view exits;         // "CODE  what it means", a line each; bugs and signals apart
  std::string_view examples;      // command lines, one each
  Result<ExitCode> (*run)(const Options& options);
  // Words that the first operand must be one of; "": any.
  std::string_view choices = {};
};

std::span<const CommandRow> command_rows();
const CommandRow* find_command(std::string_view name);
std::vector<std::string> command_names();

Result<ExitCode> run_command(const Options& options);
Result<ExitCode> check_command(const Options& options);
Result<ExitCode> plan_command(const Options& options);
Result<ExitCode> score_command(const Options& options);
Result<ExitCode> report_command(const Options& options);
Result<ExitCode> compare_command(const Options& options);
Result<ExitCode> baseline_command(const Options& options);
Result<ExitCode> list_command(const Options& options);
Result<ExitCode> models_command(const Options& options);
Result<ExitCode> view_command(const Options& options);
Result<ExitCode> label_command(const Options& options);
Result<ExitCode> serve_command(const Options& options);
Result<ExitCode> store_command(const Options& options);
Result<ExitCode> prune_command(const Options& options);
Result<ExitCode> prices_command(const Options& options);
Result<ExitCode> import_command(const Options& options);
Result<ExitCode> init_command(const Options& options);
Result<ExitCode> completion_command(const Options& options);
Result<ExitCode> import_command(const Options& options);
Result<ExitCode> export_command(const Options& options);
Result<ExitCode> help_command(const Options& options);

}  // namespace assay
