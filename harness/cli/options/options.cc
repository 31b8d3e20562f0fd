#include "harness/cli/options/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <utility>

#include "harness/base/mark.h"
#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/cli/options/commands.h"
#include "harness/cli/options/help.h"
#include "harness/cli/options/option_rows.h"

namespace assay {
namespace {

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

void add_option(CLI::App& app, const OptionRow& row) {
  if (row.help.value.empty()) {
    app.add_flag(row.help.names);
    return;
  }
  // One value each time, never a greedy list that eats operands.
  CLI::Option* const option = app.add_option(row.help.names)->expected(1)->take_all();
  if (row.help.value.starts_with('[')) option->expected(0, 1);
}

Result<void> check_choice(const CommandRow& command, const Options& options) {
  if (command.choices.empty() || options.operands.empty()) return {};
  const std::string& word = options.operands.front();
  const std::vector<std::string_view> choices = split(command.choices, ' ');
  if (std::find(choices.begin(), choices.end(), word) != choices.end()) return {};
  std::string kind = operand_name(command);  // ACTION
  for (char& c : kind) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const std::vector<std::string> names(choices.begin(), choices.end());
  return usage_error(std::string(command.name) + " has no " + kind + " '" + word + "'" +
                     did_you_mean(word, names) + " (one of " + join(names, ", ") + ")");
}

// What the command line gave of each option, as values. The first mistake counts, but
// all are read: one may be what exit code a mistake has.
Result<void> take_options(const CLI::App& app, Options& options) {
  Result<void> taken = check_choice(*find_command(options.command), options);
  for (const OptionRow* const row : rows_of(options.command)) {
    const CLI::Option* const option = app.get_option(row->flag());
    Words words = option->results();
    if (words.empty()) continue;
    if (row->help.value.empty()) {
      if (!option->as<bool>()) continue;  // --flag=false
      words = {""};
    }
    const Result<void> given = give(options, *row, std::move(words));
    if (taken && !given) taken = given;
  }
  return taken;
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

std::string mistake_text(const std::string& message, const std::string& command) {
  return terminal_safe(message) + "\ntry 'assay " + (command.empty() ? "" : command + " ") +
         "--help'\n";
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
  return mistake_text(message, command);
}

void add_command(CLI::App& app, const CommandRow& row, std::vector<std::string>& operands) {
  CLI::App* sub = app.add_subcommand(std::string(row.name), std::string(row.help));
  for (const OptionRow* const option : rows_of(row.name)) add_option(*sub, *option);
  if (row.max_operands == 0) return;
  CLI::Option* taken = sub->add_option(operand_name(row), operands)->type_name("");
  if (row.max_operands < 0)
    taken->expected(-1);
  else
    taken->expected(row.min_operands, row.max_operands);
  if (row.min_operands > 0) taken->required();
}

ParsedCommandLine stopped_by(std::string mistake, int exit_code) {
  ParsedCommandLine parsed;
  parsed.stop = true;
  parsed.exit_code = exit_code;
  parsed.err = std::move(mistake);
  return parsed;
}

ParsedCommandLine stopped_for(std::string text) {
  ParsedCommandLine parsed;
  parsed.stop = true;
  parsed.out = std::move(text);
  return parsed;
}

// What a line that CLI11 accepts says.
ParsedCommandLine taken_from(const CLI::App& command, Options options) {
  options.command = command.get_name();
  if (const Result<void> taken = take_options(command, options); !taken) {
    const auto other = options.exit_codes.find(ExitCode::usage);
    return stopped_by(
        mistake_text("assay: " + taken.error().message, options.command),
        other == options.exit_codes.end() ? static_cast<int>(ExitCode::usage) : other->second);
  }
  ParsedCommandLine parsed;
  parsed.options = std::move(options);
  return parsed;
}

}  // namespace

ParsedCommandLine parse_command_line(int argc, const char* const* argv) {
  Options options;
  CLI::App app{"assay: tests prompts against models, with honest error bars"};
  app.require_subcommand(1);
  app.set_version_flag("--version", "assay " ASSAY_VERSION);
  for (const CommandRow& row : command_rows()) add_command(app, row, options.operands);

  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  // A line that is still being typed is not parsed.
  if (arguments.size() >= 2 && arguments[0] == "completion" && arguments[1] == "values") {
    ParsedCommandLine parsed;
    parsed.options.command = arguments[0];
    parsed.options.operands.assign(arguments.begin() + 1, arguments.end());
    return parsed;
  }
  constexpr int kUsage = static_cast<int>(ExitCode::usage);
  for (const std::string& argument : arguments)
    if (const std::optional<std::string> why = forbidden_flag(argument))
      return stopped_by("assay: " + *why + "\n", kUsage);
  try {
    app.parse(argc, argv);
    return taken_from(*app.get_subcommands().front(), std::move(options));
  } catch (const CLI::CallForHelp&) {
    const std::vector<CLI::App*> asked = app.get_subcommands();
    return stopped_for(asked.empty() ? help_text()
                                     : help_text(*find_command(asked.back()->get_name())));
  } catch (const CLI::CallForVersion&) {
    return stopped_for("assay " ASSAY_VERSION "\n");
  } catch (const CLI::ParseError& error) {
    return stopped_by(usage_mistake(app, error, arguments), kUsage);
  }
}

}  // namespace assay
