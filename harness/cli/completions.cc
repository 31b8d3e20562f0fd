#include "harness/cli/completions.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "harness/base/text.h"
#include "harness/cli/list.h"
#include "harness/cli/options/commands.h"
#include "harness/cli/options/option_rows.h"
#include "harness/cli/record/arms.h"
#include "harness/import/outputs/output_formats.h"
#include "harness/provider/parameter.h"
#include "harness/report/compare/baseline.h"
#include "harness/report/manifest/manifest.h"
#include "harness/store/store.h"
#include "reporters/reporter.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

// Entries of the folder that `word` is in, with the folder; folders end in '/'.
Names paths(const std::string& word, bool (*is_wanted)(const fs::path& file)) {
  constexpr std::size_t kMost = 1000;
  const std::string parent = word.substr(0, word.rfind('/') + 1);
  Names names;
  std::error_code failed;
  fs::directory_iterator entry(parent.empty() ? fs::path(".") : fs::path(parent), failed);
  for (; !failed && entry != fs::directory_iterator() && names.size() < kMost;
       entry.increment(failed)) {
    const std::string name = entry->path().filename().string();
    std::error_code ignored;
    if (name.starts_with('.') && word.size() == parent.size()) continue;
    if (entry->is_directory(ignored))
      names.push_back(parent + name + "/");
    else if (is_wanted(entry->path()))
      names.push_back(parent + name);
  }
  return names;
}

Names yaml_files(const Options&, const std::string& word) {
  return paths(word, [](const fs::path& file) {
    return file.extension() == ".yaml" || file.extension() == ".yml";
  });
}

Names files(const Options&, const std::string& word) {
  return paths(word, [](const fs::path&) { return true; });
}

Names folders(const Options&, const std::string& word) {
  return paths(word, [](const fs::path&) { return false; });
}

Names runs(const Options& options, const std::string&) {
  Names names = listed_names("runs", options);
  if (!names.empty()) names.emplace_back("latest");
  return names;
}

Names baselines(const Options& options, const std::string&) {
  fs::path folder = options.baseline_folder;
  if (folder.empty()) {
    Result<Store> store = Store::open(options.store, Store::Access::read_only);
    if (!store) return {};
    const Result<RunRecord> latest = store->find_run("latest");
    if (!latest) return {};
    folder = baseline_folder(options, latest->suite_path);
  }
  return baseline_names(folder);
}

// Sides of a comparison.
Names sides(const Options& options, const std::string& word) {
  Names names = runs(options, word);
  for (const std::string& name : baselines(options, word)) names.push_back("stored:" + name);
  Result<Store> store = Store::open(options.store, Store::Access::read_only);
  if (!store) return names;
  const Result<RunRecord> latest = store->find_run("latest");
  if (!latest) return names;
  const Result<Manifest> manifest = read_manifest(latest->manifest);
  if (!manifest) return names;
  for (const ManifestVariant& variant : manifest->variants) names.push_back(variant.id);
  return names;
}

Names with_equals(Names names) {
  for (std::string& name : names) name += '=';
  return names;
}

Names formats(const Options&, const std::string& word) {
  Names names;
  const std::size_t equals = word.find('=');
  if (equals != std::string::npos) {
    for (std::string& path : paths(word.substr(equals + 1), [](const fs::path&) { return true; })) {
      names.push_back(word.substr(0, equals + 1) + path);
    }
    return names;
  }
  for (const ReporterRow& row : reporter_rows()) names.emplace_back(row.name);
  return with_equals(std::move(names));
}

Names axes(const Options&, const std::string&) {
  Names names;
  for (const ParameterRow& row : parameter_rows()) names.emplace_back(row.name);
  return with_equals(std::move(names));
}

// What help calls a value -> what it may be. Others are the user's own.
struct ValueRow {
  std::string_view value;
  Names (*names)(const Options& options, const std::string& word);
};
constexpr ValueRow kValues[] = {
    {"SUITE", yaml_files},
    {"FILE", files},
    {"STORE", files},
    {"DIR", folders},
    {"FOLDER", folders},
    {"RUN", runs},
    {"BASELINE", sides},
    {"CANDIDATE", sides},
    {"NAME", baselines},
    {"FORMAT=PATH", formats},
    {"FORMAT", [](const Options&, const std::string&) { return output_format_names(); }},
    {"AXIS=VALUES", axes},
    {"NAME=N", [](const Options&, const std::string&) { return with_equals(exit_code_names()); }},
    {"WHEN",
     [](const Options&, const std::string&) {
       return Names(std::begin(kColourWords), std::end(kColourWords));
     }},
    {"HOW",
     [](const Options&, const std::string&) {
       return Names{"verdict", "random"};
     }},
    {"WHAT", [](const Options&, const std::string&) { return list_kinds(); }},
    {"PROVIDER",
     [](const Options& options, const std::string&) { return listed_names("providers", options); }},
    {"COMMAND", [](const Options&, const std::string&) { return command_names(); }},
};

Names values_of(std::string_view value, const Options& options, const std::string& word) {
  for (const ValueRow& row : kValues) {
    if (row.value == value) return row.names(options, word);
  }
  return {};
}

// What an option takes; nothing for a flag and for what is no option. A value that may
// be left out ("[CHANCE]") does not take the next word.
std::optional<std::string> value_of(std::string_view command, std::string_view name) {
  for (const OptionHelp& option : option_help(command)) {
    for (const std::string_view known : split(option.names, ',')) {
      if (known == name && !option.value.empty() && !option.value.starts_with('[')) {
        return option.value;
      }
    }
  }
  return std::nullopt;
}

// A line's words whole: bash hands over `--store=x` and `stored:x` in three pieces.
struct Line {
  Names before;
  std::string last;     // the word that is being typed
  std::size_t cut = 0;  // bytes of it that stand before the shell's own last piece
};

Line joined(std::span<const std::string> pieces) {
  Line line;
  const auto is_mark = [](const std::string& piece) { return piece == "=" || piece == ":"; };
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const bool goes_on = i > 0 && (is_mark(pieces[i]) || is_mark(pieces[i - 1]));
    if (!goes_on) {
      if (i > 0) line.before.push_back(std::move(line.last));
      line.last.clear();
    }
    line.cut = line.last.size() + (is_mark(pieces[i]) ? 1 : 0);
    line.last += pieces[i];
  }
  return line;
}

// What the line says of where runs and baselines are.
Options places(std::string_view command, const Names& words) {
  Options options;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::size_t equals = words[i].find('=');
    const std::string name = words[i].substr(0, equals);
    if (!value_of(command, name)) continue;
    std::string value;
    if (equals != std::string::npos)
      value = words[i].substr(equals + 1);
    else if (i + 1 < words.size())
      value = words[i + 1];
    if (name == "--store") options.store = value;
    if (name == "--baselines") options.baseline_folder = value;
  }
  return options;
}

// The name of the operand that is typed, as usage shows it: "" beyond the last.
std::string operand_at(const CommandRow& command, const Names& before) {
  std::size_t position = 0;
  for (std::size_t i = 1; i < before.size(); ++i) {
    if (!before[i].starts_with('-'))
      ++position;
    else if (value_of(command.name, before[i]))
      ++i;
  }
  const std::vector<std::string_view> operands = split(command.operands, ' ');
  if (command.max_operands < 0) position = 0;
  if (position >= operands.size()) return {};
  std::string name;
  for (const char c : operands[position]) {
    if (c != '[' && c != ']' && c != '.') name += c;
  }
  return name;
}

Names operands_of(const CommandRow& command, const Line& line, const Options& options) {
  const std::string operand = operand_at(command, line.before);
  if (!command.choices.empty() && !operand.empty() && command.operands.starts_with(operand)) {
    const std::vector<std::string_view> choices = split(command.choices, ' ');
    return {choices.begin(), choices.end()};
  }
  if (command.name == "list" && operand == "NAME") {
    Names names;
    for (const std::string& word : line.before) {
      if (names.empty()) names = listed_names(word, options);
    }
    return names;
  }
  return values_of(operand, options, line.last);
}

Names with_prefix(const std::string& prefix, Names names) {
  for (std::string& name : names) name.insert(0, prefix);
  return names;
}

// Whole words that may stand in the last one's place.
Names candidates(const Line& line) {
  if (line.before.empty()) {
    Names names = command_names();
    names.insert(names.end(), {"--help", "--version"});
    return names;
  }
  const CommandRow* command = find_command(line.before[0]);
  if (command == nullptr) return {};
  const Options options = places(command->name, line.before);
  const std::size_t equals = line.last.find('=');
  if (line.last.starts_with("--") && equals != std::string::npos) {
    const std::string value = value_of(command->name, line.last.substr(0, equals)).value_or("");
    return with_prefix(line.last.substr(0, equals + 1),
                       values_of(value, options, line.last.substr(equals + 1)));
  }
  if (line.before.size() > 1) {
    const auto value = value_of(command->name, line.before.back());
    if (value) return values_of(*value, options, line.last);
  }
  if (line.last.starts_with('-')) return option_names(command->name);
  return operands_of(*command, line, options);
}

}  // namespace

std::vector<std::string> completions(std::span<const std::string> words) {
  const Line line = joined(words);
  Names found = candidates(line);
  std::erase_if(found, [&](const std::string& name) { return !name.starts_with(line.last); });
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  for (std::string& name : found) name = terminal_safe(name.substr(line.cut));
  return found;
}

}  // namespace assay
