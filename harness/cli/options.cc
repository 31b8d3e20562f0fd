#include "harness/cli/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/cli/commands.h"

namespace assay {
namespace {

// Groups of commands that an option belongs to.
enum Group : unsigned {
  kSelect = 1,   // commands that read a suite
  kSpend = 2,    // run
  kStore = 4,    // commands that open the Store
  kReport = 8,   // commands that write reports
  kServe = 16,
  kPlan = 32,
  kModels = 64,
  kCompare = 128,
  kBaseline = 256,
  kView = 512,
};

unsigned groups_of(std::string_view command) {
  if (command == "run") return kSelect | kSpend | kStore | kReport;
  if (command == "check") return kSelect;
  if (command == "plan") return kSelect | kPlan;
  if (command == "score") return kStore | kReport;
  if (command == "report") return kStore | kReport;
  if (command == "list") return kStore;
  if (command == "compare") return kStore | kCompare;
  if (command == "baseline") return kStore | kBaseline;
  if (command == "view") return kView;
  if (command == "serve") return kServe;
  if (command == "models") return kModels;
  return 0;
}

// One option: its names, where it is valid, and how it is added to CLI11.
struct OptionRow {
  unsigned groups;
  const char* names;
  const char* help;
  std::function<CLI::Option*(CLI::App&, const OptionRow&, Options&)> add;
};

template <class T>
auto field(T Options::*member, const char* value_name) {
  return [member, value_name](CLI::App& app, const OptionRow& row, Options& options) {
    CLI::Option* option = app.add_option(row.names, options.*member, row.help);
    return option->type_name(value_name);
  };
}

// Repeatable: one value each time, never a greedy list that eats operands.
auto list_field(std::vector<std::string> Options::*member, const char* value_name) {
  return [member, value_name](CLI::App& app, const OptionRow& row, Options& options) {
    CLI::Option* option = app.add_option(row.names, options.*member, row.help);
    return option->type_name(value_name)->expected(1)->take_all();
  };
}

// A flag that may be given a value; "" without one.
auto optional_field(std::optional<std::string> Options::*member, const char* value_name) {
  return [member, value_name](CLI::App& app, const OptionRow& row, Options& options) {
    const auto take = [member, &options](const std::vector<std::string>& values) {
      options.*member = values.empty() ? "" : values.front();
      return true;
    };
    CLI::Option* option = app.add_option(row.names, take, row.help);
    return option->type_name(value_name)->expected(0, 1);
  };
}

auto flag(bool Options::*member) {
  return [member](CLI::App& app, const OptionRow& row, Options& options) {
    return app.add_flag(row.names, options.*member, row.help);
  };
}

const std::vector<OptionRow>& option_rows() {
  static const std::vector<OptionRow> rows = {
      {kSelect, "--model", "only these models (label or provider:id, globs)", list_field(&Options::models, "GLOB")},
      {kSelect, "--prompt", "only these prompts (globs)", list_field(&Options::prompts, "GLOB")},
      {kSelect, "--case", "only these cases (globs)", list_field(&Options::cases, "GLOB")},
      {kSelect, "--tag", "only cases with one of these tags (globs)", list_field(&Options::tags, "GLOB")},
      {kSelect, "--set", "replace or add a grid axis, e.g. temperature=0,0.7", list_field(&Options::set, "AXIS=VALUES")},
      {kSelect, "--repeats", "replace the suite's number of repeats", field(&Options::repeats, "N")},
      {kSelect, "--shard", "only part I of N of the cases", field(&Options::shard, "I/N")},
      {kSelect, "--seed", "seed of the order of cases and of resampling", field(&Options::seed, "N")},
      {kSelect, "--root", "folder that the suite's files may lie below (default: the suite's own)", field(&Options::root, "DIR")},
      {kSpend, "--concurrency", "requests in flight per provider", field(&Options::concurrency, "N")},
      {kSpend, "--max-cost", "stop before spending more than this many USD", field(&Options::max_cost, "USD")},
      {kSpend, "--max-duration", "stop after this long, e.g. 30m", field(&Options::max_duration, "TIME")},
      {kSpend, "--no-cache", "ask again even for what the Store holds", flag(&Options::no_cache)},
      {kSpend, "--offline", "use stored replies only; a missing one is an error", flag(&Options::offline)},
      {kSpend, "--resume", "go on with an interrupted run, as it was started", field(&Options::resume, "RUN")},
      {kSpend, "--no-stop-early", "ask the whole plan even where stop_early gates are decided", flag(&Options::no_stop_early)},
      {kSpend, "--allow-empty", "selecting no cells is a success", flag(&Options::allow_empty)},
      {kSpend | kModels | kPlan, "--ca-file", "certificate authorities to trust instead of the system's", field(&Options::ca_file, "FILE")},
      {kSpend | kModels | kPlan, "--env-file", "read KEY=VALUE lines into the environment (set variables win)", list_field(&Options::env_files, "FILE")},
      {kStore | kPlan | kView, "--store", "the database of runs and replies", field(&Options::store, "FILE")},
      {kReport, "--out", "folder for a run's reports", field(&Options::out, "DIR")},
      {kReport, "-o,--output", "write this report instead of the usual files; - is stdout", list_field(&Options::outputs, "FORMAT=PATH")},
      {kReport | kCompare, "--exit-code", "another exit code for an outcome, e.g. gate=100", list_field(&Options::exit_codes, "NAME=N")},
      {kReport | kStore | kPlan | kModels | kSelect, "--json", "machine-readable result on stdout, everything else on stderr", flag(&Options::json)},
      {kSelect | kReport | kStore, "-q,--quiet", "no progress and no table", flag(&Options::quiet)},
      {kReport | kSelect | kStore, "--color", "auto, always or never", field(&Options::color, "WHEN")},
      {kPlan, "--count-tokens", "ask the providers' count_tokens endpoints", flag(&Options::count_tokens)},
      {kPlan, "--mde", "cases and repeats that detect, or exclude, this difference of rates", field(&Options::mde, "X")},
      {kPlan, "--power", "what the plan can tell, with this chance (default: 0.8)", optional_field(&Options::power, "CHANCE")},
      {kPlan, "--from", "take the spread and the cost from this run, instead of assuming them", field(&Options::from, "RUN")},
      {kSpend, "--baseline", "compare with this stored baseline too", list_field(&Options::baselines, "NAME")},
      {kSpend | kCompare | kBaseline, "--baselines", "folder of baselines (default: baselines/ beside the suite)", field(&Options::baseline_folder, "DIR")},
      {kCompare, "--lenient", "leave out cases of other questions, and give a word on cases of other expectations", flag(&Options::lenient)},
      {kCompare, "--cluster", "a case variable: cases of one value are not independent", field(&Options::cluster, "VARIABLE")},
      {kCompare, "--margin", "how much lower a pass rate still counts as no worse (default 0.05)", field(&Options::margin, "X")},
      {kBaseline, "--reason", "why the baseline is accepted", field(&Options::reason, "TEXT")},
      {kServe | kView, "--port", "port on loopback (default: any free one)", field(&Options::port, "N")},
      {kServe, "--speed", "divide simulated delays by this; 0: none", field(&Options::speed, "X")},
      {kServe, "--root", "folder that the file's data may lie below", field(&Options::root, "DIR")},
  };
  return rows;
}

// "SUITE..." and "[RUN]" without their marks: CLI11 adds its own.
std::string operand_name(const CommandRow& row) {
  std::string name;
  for (const char c : row.operands) {
    if (c != '.' && c != '[' && c != ']') name += c;
  }
  return name;
}

void add_options(CLI::App& app, std::string_view command, Options& options) {
  const unsigned groups = groups_of(command);
  for (const OptionRow& row : option_rows()) {
    if ((row.groups & groups) == 0) continue;
    CLI::Option* option = row.add(app, row, options);
    option->group("Options");
    if (std::string_view(row.names) == "--color") {
      option->check(CLI::IsMember({"auto", "always", "never"}));
    }
  }
}

// Secrets come from the environment or a file, never from a flag (`ps` shows it).
std::optional<std::string> forbidden_flag(const std::string& argument) {
  for (const std::string_view flag : {"--api-key", "--key", "--token", "--apikey"}) {
    if (argument == flag || argument.starts_with(std::string(flag) + "=")) {
      return argument.substr(0, argument.find('=')) +
             ": keys are never read from the command line, where `ps` shows them; set the "
             "provider's variable (assay list providers) or use --env-file";
    }
  }
  return std::nullopt;
}

std::string suggestion(const std::string& argument, const std::string& command) {
  std::vector<std::string> names;
  if (argument.starts_with("-")) {
    names = option_names(command);
    return did_you_mean(argument.substr(0, argument.find('=')), names);
  }
  for (const CommandRow& row : command_rows()) names.emplace_back(row.name);
  return did_you_mean(argument, names);
}

std::string usage_mistake(const CLI::App& app, const CLI::ParseError& error,
                          const std::vector<std::string>& arguments) {
  std::string command;
  for (const CLI::App* sub : app.get_subcommands()) command = sub->get_name();
  std::string message = "assay: " + std::string(error.what());
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    const auto unknown = std::find_if(arguments.begin(), arguments.end(), [&](const auto& word) {
      return std::string(error.what()).find(word) != std::string::npos && word != command;
    });
    if (unknown != arguments.end()) {
      message = (unknown->starts_with("-") ? "assay: unknown option '" : "assay: unexpected '") +
                *unknown + "'" + suggestion(*unknown, command);
    }
  } else if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && command.empty()) {
    const bool named = !arguments.empty() && !arguments[0].starts_with("-");
    message = named ? "assay: no command '" + arguments[0] + "'" + suggestion(arguments[0], "")
                    : "assay: which command?";
  }
  return terminal_safe(message) + "\ntry 'assay " + (command.empty() ? "" : command + " ") +
         "--help'\n";
}

}  // namespace

std::vector<std::string> option_names(std::string_view command) {
  const unsigned groups = groups_of(command);
  std::vector<std::string> names = {"--help"};
  for (const OptionRow& row : option_rows()) {
    if ((row.groups & groups) == 0 && !command.empty()) continue;
    for (const std::string_view name : split(row.names, ',')) names.emplace_back(name);
  }
  return names;
}

ParsedCommandLine parse_command_line(int argc, const char* const* argv) {
  ParsedCommandLine parsed;
  Options& options = parsed.options;

  CLI::App app{"assay: tests prompts against models, with honest error bars"};
  app.require_subcommand(1);
  app.set_version_flag("--version", "assay " ASSAY_VERSION);
  app.get_formatter()->column_width(34);
  for (const CommandRow& row : command_rows()) {
    CLI::App* sub = app.add_subcommand(std::string(row.name), std::string(row.help));
    add_options(*sub, row.name, options);
    if (row.max_operands != 0) {
      CLI::Option* operands =
          sub->add_option(operand_name(row), options.operands)->type_name("");
      if (row.max_operands < 0) operands->expected(-1);
      else operands->expected(row.min_operands, row.max_operands);
      if (row.min_operands > 0) operands->required();
    }
  }

  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  for (const std::string& argument : arguments) {
    if (const std::optional<std::string> why = forbidden_flag(argument)) {
      parsed.stop = true;
      parsed.exit_code = static_cast<int>(ExitCode::usage);
      parsed.err = "assay: " + *why + "\n";
      return parsed;
    }
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    parsed.stop = true;
    parsed.out = app.help("", CLI::AppFormatMode::Normal);
    for (const CLI::App* sub : app.get_subcommands()) parsed.out = sub->help("assay");
    return parsed;
  } catch (const CLI::CallForVersion&) {
    parsed.stop = true;
    parsed.out = "assay " ASSAY_VERSION "\n";
    return parsed;
  } catch (const CLI::ParseError& error) {
    parsed.stop = true;
    parsed.exit_code = static_cast<int>(ExitCode::usage);
    parsed.err = usage_mistake(app, error, arguments);
    return parsed;
  }
  options.command = app.get_subcommands().front()->get_name();
  return parsed;
}

}  // namespace assay
