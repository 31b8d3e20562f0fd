#include "harness/cli/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>

#include "harness/base/mark.h"
#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/cli/commands.h"
#include "harness/cli/help.h"

namespace assay {
namespace {

// Groups of commands that an option belongs to.
enum Group : unsigned {
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
};

unsigned groups_of(std::string_view command) {
  if (command == "run") return kSelect | kSpend | kStore | kReport | kJudge;
  if (command == "check") return kSelect | kCheck;
  if (command == "plan") return kSelect | kPlan;
  if (command == "score") return kStore | kReport | kJudge;
  if (command == "report") return kStore | kReport | kReprint;
  if (command == "list") return kStore;
  if (command == "compare") return kStore | kCompare;
  if (command == "baseline") return kStore | kBaseline;
  if (command == "prune") return kPrune;
  if (command == "store") return kStore;
  if (command == "view") return kView;
  if (command == "serve") return kServe;
  if (command == "models") return kModels;
  return 0;
}

// One option: what help says of it, where it is valid, and how CLI11 is told.
struct OptionRow {
  unsigned groups;
  OptionHelp help;
  std::function<CLI::Option*(CLI::App&, const OptionHelp&, Options&)> add;
};

template <class T>
auto field(T Options::*member) {
  return [member](CLI::App& app, const OptionHelp& help, Options& options) {
    return app.add_option(help.names, options.*member);
  };
}

// The same for a whole number within bounds.
auto bounded_field(std::optional<int> Options::*member, int least, int most) {
  return [member, least, most](CLI::App& app, const OptionHelp& help, Options& options) {
    const auto check = [least, most](const std::string& text) -> std::string {
      const std::optional<long long> number = parse_integer(text);
      if (number && *number >= least && *number <= most) return {};
      return "'" + text + "' is not a whole number from " + std::to_string(least) + " to " +
             std::to_string(most);
    };
    return app.add_option(help.names, options.*member)->check(CLI::Validator(check, ""));
  };
}

// Repeatable: one value each time, never a greedy list that eats operands.
auto list_field(std::vector<std::string> Options::*member) {
  return [member](CLI::App& app, const OptionHelp& help, Options& options) {
    return app.add_option(help.names, options.*member)->expected(1)->take_all();
  };
}

// A flag that may be given a value; "" without one.
auto optional_field(std::optional<std::string> Options::*member) {
  return [member](CLI::App& app, const OptionHelp& help, Options& options) {
    const auto take = [member, &options](const std::vector<std::string>& values) {
      options.*member = values.empty() ? "" : values.front();
      return true;
    };
    return app.add_option(help.names, take)->expected(0, 1);
  };
}

auto flag(bool Options::*member) {
  return [member](CLI::App& app, const OptionHelp& help, Options& options) {
    return app.add_flag(help.names, options.*member);
  };
}

CLI::Option* add_color(CLI::App& app, const OptionHelp& help, Options& options) {
  return app.add_option(help.names, options.color)
      ->check(CLI::IsMember({"auto", "always", "never"}));
}

CLI::Option* add_speed(CLI::App& app, const OptionHelp& help, Options& options) {
  return app.add_option(help.names, options.speed)->check(CLI::Range(0.0, 1e9));
}

const std::vector<OptionRow>& option_rows() {
  static const Options defaults;
  // clang-format off: a row a line
  static const std::vector<OptionRow> rows = {
      {kSelect,
       {"--model", "GLOB", "only these models (label or provider:id)", "all"},
       list_field(&Options::models)},
      {kSelect, {"--prompt", "GLOB", "only these prompts", "all"}, list_field(&Options::prompts)},
      {kSelect, {"--case", "GLOB", "only these cases", "all"}, list_field(&Options::cases)},
      {kSelect,
       {"--tag", "GLOB", "only cases with one of these tags", "all"},
       list_field(&Options::tags)},
      {kSelect,
       {"--set", "AXIS=VALUES", "replace or add a grid axis, e.g. temperature=0,0.7",
        "the suite's grid"},
       list_field(&Options::set)},
      {kSelect,
       {"--repeats", "N", "how often each cell is asked", "the suite's"},
       field(&Options::repeats)},
      {kSelect, {"--shard", "I/N", "only part I of N of the cases", "1/1"}, field(&Options::shard)},
      {kSelect,
       {"--seed", "N", "seed of the order of cases and of resampling", "0"},
       field(&Options::seed)},
      {kSelect,
       {"--root", "DIR", "folder that the suite's files may lie below", "the suite's own"},
       field(&Options::root)},
      {kSpend | kCheck,
       {"--concurrency", "N", "requests in flight per provider, 1 to 100000",
        "the suite's, else the provider's"},
       bounded_field(&Options::concurrency, 1, 100'000)},
      {kSpend,
       {"--max-cost", "USD", "stop before spending more than this", "the suite's, else no cap"},
       field(&Options::max_cost)},
      {kSpend,
       {"--max-duration", "TIME", "stop after this long, e.g. 30m", "the suite's, else no cap"},
       field(&Options::max_duration)},
      {kSpend | kPlan,
       {"--no-cache", "", "ask again even for what the Store holds", ""},
       flag(&Options::no_cache)},
      {kSpend,
       {"--new-run", "", "a run of its own even where nothing is left to ask", ""},
       flag(&Options::new_run)},
      {kSpend,
       {"--offline", "", "use stored replies only; a missing one is an error", ""},
       flag(&Options::offline)},
      {kSpend,
       {"--resume", "RUN", "go on with an interrupted run, as it was started", "a new run"},
       field(&Options::resume)},
      {kSpend,
       {"--no-stop-early", "", "ask the whole plan even where stop_early gates are decided", ""},
       flag(&Options::no_stop_early)},
      {kSpend,
       {"--allow-empty", "", "selecting no cells is a success", ""},
       flag(&Options::allow_empty)},
      {kSpend | kModels | kPlan,
       {"--ca-file", "FILE", "certificate authorities to trust", "the system's"},
       field(&Options::ca_file)},
      {kSpend | kModels | kPlan,
       {"--env-file", "FILE", "read KEY=VALUE lines into the environment (set variables win)",
        "none"},
       list_field(&Options::env_files)},
      {kStore | kPlan | kView | kPrune,
       {"--store", "FILE", "the database of runs and replies", defaults.store.string()},
       field(&Options::store)},
      {kReport | kPrune,
       {"--out", "DIR", "folder of the runs' reports", defaults.out.string()},
       field(&Options::out)},
      {kJudge,
       {"-o,--output", "FORMAT=PATH", "write this report too; PATH - is stdout",
        "the usual files alone"},
       list_field(&Options::outputs)},
      {kSpend,
       {"--no-files", "", "leave out the usual files, and leave latest where it is", ""},
       flag(&Options::no_files)},
      {kReprint,
       {"-o,--output", "FORMAT=PATH", "write this report and not the usual files; PATH - is stdout",
        "the usual files"},
       list_field(&Options::outputs)},
      {kReport | kCompare,
       {"--exit-code", "NAME=N",
        "another exit code for an outcome, e.g. gate=100 (" + join(exit_code_names(), ", ") + ")",
        "as below"},
       list_field(&Options::exit_codes)},
      {kReport | kStore | kPlan | kModels | kSelect,
       {"--json", "", "machine-readable result on stdout, everything else on stderr", ""},
       flag(&Options::json)},
      {kSelect | kReport | kStore | kPrune,
       {"-q,--quiet", "", "no progress and no table", ""},
       flag(&Options::quiet)},
      {kReport | kSelect | kStore,
       {"--color", "WHEN", "auto, always or never", defaults.color},
       add_color},
      {kPlan,
       {"--count-tokens", "", "ask the providers' count_tokens endpoints", ""},
       flag(&Options::count_tokens)},
      {kPlan,
       {"--mde", "X", "cases and repeats that detect, or exclude, this difference of rates",
        "not asked"},
       field(&Options::mde)},
      {kPlan,
       {"--power", "[CHANCE]", "what the plan can tell, with this chance",
        "not asked; without a value 0.8"},
       optional_field(&Options::power)},
      {kPlan,
       {"--from", "RUN", "take the spread and the cost of --mde and --power from this run",
        "assumed"},
       field(&Options::from)},
      {kSpend,
       {"--baseline", "NAME", "compare with this stored baseline too",
        "those of the suite's gates"},
       list_field(&Options::baselines)},
      {kSpend | kCompare | kBaseline | kPrune,
       {"--baselines", "DIR", "folder of baselines", "baselines/ beside the suite"},
       field(&Options::baseline_folder)},
      {kCompare,
       {"--lenient", "",
        "leave out cases of other questions, and give a word on cases of other expectations", ""},
       flag(&Options::lenient)},
      {kCompare,
       {"--cluster", "VARIABLE", "a case variable: cases of one value are not independent",
        "all are"},
       field(&Options::cluster)},
      {kCompare,
       {"--margin", "X", "how much lower a pass rate still counts as no worse", "0.05"},
       field(&Options::margin)},
      {kBaseline,
       {"--reason", "TEXT", "why the baseline is accepted; accept wants one", "none"},
       field(&Options::reason)},
      {kBaseline,
       {"--part", "", "keep a run that is only a part of its suite: filtered, sharded, incomplete",
        ""},
       flag(&Options::part)},
      {kPrune,
       {"--keep", "N", "how many of each suite's newest runs stay, 1 or more",
        "none: it must be given"},
       bounded_field(&Options::keep, 1, 1'000'000)},
      {kPrune,
       {"--replies", "",
        "remove the replies too that no run needs any more: to ask them again is to pay again", ""},
       flag(&Options::replies)},
      {kPrune,
       {"--dry-run", "", "say what would go, and remove nothing", ""},
       flag(&Options::dry_run)},
      {kServe | kView, {"--port", "N", "port on loopback", "any free one"}, field(&Options::port)},
      {kServe,
       {"--speed", "X", "divide simulated delays by this; 0: none", format_number(defaults.speed)},
       add_speed},
      {kServe,
       {"--root", "DIR", "folder that the file's data may lie below", "the file's own"},
       field(&Options::root)},
  };
  // clang-format on
  return rows;
}

// What CLI11 calls the operands in its messages: "SUITE..." and "[RUN]" bare, since it
// adds marks of its own.
std::string operand_name(const CommandRow& row) {
  std::string_view first = row.operands;
  if (row.min_operands > 0) first = trim(first.substr(0, first.find('[')));
  std::string name;
  for (const char c : first) {
    if (c != '.' && c != '[' && c != ']') name += c;
  }
  return name;
}

void add_options(CLI::App& app, std::string_view command, Options& options) {
  const unsigned groups = groups_of(command);
  for (const OptionRow& row : option_rows()) {
    if ((row.groups & groups) != 0) row.add(app, row.help, options);
  }
}

// Secrets come from the environment or a file, never from a flag (`ps` shows it).
std::optional<std::string> forbidden_flag(const std::string& argument) {
  for (const std::string_view flag : {"--api-key", "--key", "--token", "--apikey"}) {
    if (argument == flag || argument.starts_with(std::string(flag) + "=")) {
      ASSAY_MARK("key.on_the_command_line");
      return argument.substr(0, argument.find('=')) +
             ": keys are never read from the command line, where `ps` shows them; set the "
             "provider's variable (assay list providers) or use --env-file";
    }
  }
  return std::nullopt;
}

std::string suggestion(const std::string& argument, const std::string& command) {
  if (!argument.starts_with("-")) return did_you_mean(argument, command_names());
  return did_you_mean(argument.substr(0, argument.find('=')), option_names(command));
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

std::vector<OptionHelp> option_help(std::string_view command) {
  const unsigned groups = groups_of(command);
  std::vector<OptionHelp> found;
  for (const OptionRow& row : option_rows()) {
    if ((row.groups & groups) != 0) found.push_back(row.help);
  }
  found.push_back({"-h,--help", "", "this text", ""});
  return found;
}

std::vector<std::string> option_names(std::string_view command) {
  std::vector<std::string> names;
  for (const OptionHelp& option : option_help(command)) {
    for (const std::string_view name : split(option.names, ',')) names.emplace_back(name);
  }
  return names;
}

ParsedCommandLine parse_command_line(int argc, const char* const* argv) {
  ParsedCommandLine parsed;
  Options& options = parsed.options;

  CLI::App app{"assay: tests prompts against models, with honest error bars"};
  app.require_subcommand(1);
  app.set_version_flag("--version", "assay " ASSAY_VERSION);
  for (const CommandRow& row : command_rows()) {
    CLI::App* sub = app.add_subcommand(std::string(row.name), std::string(row.help));
    add_options(*sub, row.name, options);
    if (row.max_operands != 0) {
      CLI::Option* operands = sub->add_option(operand_name(row), options.operands)->type_name("");
      if (row.max_operands < 0)
        operands->expected(-1);
      else
        operands->expected(row.min_operands, row.max_operands);
      if (row.min_operands > 0) operands->required();
    }
  }

  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  // A line that is still being typed is not parsed.
  if (arguments.size() >= 2 && arguments[0] == "completion" && arguments[1] == "values") {
    options.command = arguments[0];
    options.operands.assign(arguments.begin() + 1, arguments.end());
    return parsed;
  }
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
    parsed.out = help_text();
    for (const CLI::App* sub : app.get_subcommands()) {
      parsed.out = help_text(*find_command(sub->get_name()));
    }
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
