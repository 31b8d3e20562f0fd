#include "harness/cli/options/help.h"

#include <algorithm>
#include <iostream>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/cli/options/option_rows.h"
#include "reporters/reporter.h"
#include "reporters/text_table.h"

namespace assay {
namespace {

constexpr std::size_t kColumns = 100;

// A term and what is said of it: on its line, or below it when the term is long.
struct Entry {
  std::string term;
  std::string text;
};

void section(std::string& out, std::string_view title, const std::vector<Entry>& entries) {
  if (entries.empty()) return;
  constexpr std::size_t kWidest = 26;
  std::size_t width = 0;
  for (const Entry& entry : entries) {
    if (entry.term.size() <= kWidest) width = std::max(width, entry.term.size());
  }
  const std::size_t indent = width + 4;
  out += "\n" + std::string(title) + ":\n";
  for (const Entry& entry : entries) {
    std::string text = wrapped(entry.text, indent, kColumns);
    out += "  " + entry.term;
    if (entry.term.size() > width)
      out += '\n';
    else
      text.erase(0, entry.term.size() + 2);
    out += text;
  }
}

// "TERM  text" lines.
std::vector<Entry> entries_of(std::string_view lines) {
  std::vector<Entry> entries;
  if (lines.empty()) return entries;
  for (const std::string_view line : split(lines, '\n')) {
    const std::size_t gap = line.find("  ");
    entries.push_back({std::string(line.substr(0, gap)), std::string(line.substr(gap + 2))});
  }
  return entries;
}

std::vector<Entry> options_of(const CommandRow& command) {
  std::vector<Entry> entries;
  for (const OptionHelp& option : option_help(command.name)) {
    Entry entry{option.names, option.help};
    if (const std::size_t comma = entry.term.find(','); comma != std::string::npos) {
      entry.term.insert(comma + 1, " ");
    }
    if (!option.value.empty()) entry.term += " " + option.value;
    if (!option.fallback.empty()) entry.text += " (default: " + option.fallback + ")";
    entries.push_back(std::move(entry));
  }
  return entries;
}

std::vector<Entry> formats_of(const CommandRow& command) {
  const std::vector<OptionHelp> options = option_help(command.name);
  const bool writes = std::any_of(options.begin(), options.end(), [](const OptionHelp& option) {
    return option.value == "FORMAT=PATH";
  });
  std::vector<Entry> entries;
  if (!writes) return entries;
  for (const ReporterRow& row : reporter_rows()) {
    entries.push_back({std::string(row.name), std::string(row.help)});
  }
  return entries;
}

void examples(std::string& out, std::string_view lines) {
  out += "\nExamples:\n";
  for (const std::string_view line : split(lines, '\n')) out += "  " + std::string(line) + '\n';
}

}  // namespace

std::string help_text() {
  std::string out =
      "assay: tests prompts against models, with honest error bars\n\n"
      "Usage: assay COMMAND [OPERANDS] [OPTIONS]\n";
  std::vector<Entry> commands;
  for (const CommandRow& row : command_rows()) {
    commands.push_back({std::string(row.name), std::string(row.help)});
  }
  section(out, "Commands", commands);
  section(out, "Options", {{"-h, --help", "this text"}, {"--version", "the program's version"}});
  examples(out,
           "assay init && assay check capitals.yaml && assay plan capitals.yaml\n"
           "assay run capitals.yaml");
  return out + "\nassay help COMMAND has a command's operands, options, exit codes and examples.\n";
}

std::string help_text(const CommandRow& command) {
  std::string out = "assay " + std::string(command.name) + ": " + std::string(command.help) +
                    "\n\nUsage: assay " + std::string(command.name) +
                    (command.operands.empty() ? "" : " " + std::string(command.operands)) +
                    " [OPTIONS]\n";
  section(out, "Operands", entries_of(command.operand_help));
  section(out, "Options", options_of(command));
  section(out, "Formats of -o", formats_of(command));
  std::vector<Entry> exits = entries_of(command.exits);
  const auto signals = std::find_if(
      exits.begin(), exits.end(), [](const Entry& entry) { return entry.term.starts_with("130"); });
  exits.insert(signals, {"70", "a bug in assay; please report it"});
  section(out, "Exit codes", exits);
  examples(out, command.examples);
  return out;
}

Result<ExitCode> help_command(const Options& options) {
  if (options.operands.empty()) {
    std::cout << help_text();
    return ExitCode::ok;
  }
  const std::string& name = options.operands[0];
  const CommandRow* command = find_command(name);
  if (command == nullptr) {
    return usage_error("assay help: no command '" + name + "'" +
                       did_you_mean(name, command_names()) + " (one of " +
                       join(command_names(), ", ") + ")");
  }
  std::cout << help_text(*command);
  return ExitCode::ok;
}

}  // namespace assay
