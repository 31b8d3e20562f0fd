#include "harness/cli/outputs.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "harness/base/file.h"
#include "harness/base/redact.h"
#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/cli/terminal.h"
#include "reporters/console.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDefaultFormats[] = {"html", "csv", "cells", "json"};

// results/latest -> <run>, swapped in one step so that readers never miss it.
void point_latest_at(const fs::path& out, const std::string& run_id) {
  std::error_code ignored;
  const fs::path link = out / "latest";
  const fs::path temporary = out / (".latest." + std::to_string(::getpid()));
  fs::remove(temporary, ignored);
  fs::create_directory_symlink(run_id, temporary, ignored);
  fs::rename(temporary, link, ignored);
  if (ignored) fs::remove(temporary, ignored);  // a file system without links: go without
}

std::vector<Output> default_outputs(const fs::path& folder) {
  std::vector<Output> outputs;
  for (const std::string_view format : kDefaultFormats) {
    const ReporterRow* row = find_reporter(format);
    outputs.push_back({row, folder / row->file_name});
  }
  return outputs;
}

// Makes it where it is missing.
Result<void> check_folder(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) return usage_error("cannot write to " + folder.string() + ": " + failed.message());
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    return usage_error("cannot write to " + folder.string() + ": no permission");
  }
  return {};
}

}  // namespace

Result<std::vector<Output>> parse_outputs(const std::vector<std::string>& settings) {
  std::vector<Output> outputs;
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    const std::string format = setting.substr(0, equals);
    const ReporterRow* reporter = find_reporter(format);
    if (reporter == nullptr) {
      std::vector<std::string> names;
      for (const ReporterRow& row : reporter_rows()) names.emplace_back(row.name);
      return usage_error("-o " + setting + ": no report format '" + format + "'" +
                         did_you_mean(format, names) + " (one of " + join(names, ", ") + ")");
    }
    if (equals == std::string::npos || equals + 1 == setting.size()) {
      return usage_error("-o " + setting + ": expected FORMAT=PATH, e.g. -o " + format + "=" +
                         std::string(reporter->file_name) + " or -o " + format + "=-");
    }
    outputs.push_back({reporter, setting.substr(equals + 1)});
  }
  if (std::count_if(outputs.begin(), outputs.end(),
                    [](const Output& output) { return output.path == "-"; }) > 1) {
    return usage_error("-o: only one report can go to stdout");
  }
  return outputs;
}

bool uses_stdout(const std::vector<Output>& outputs) {
  return std::any_of(outputs.begin(), outputs.end(),
                     [](const Output& output) { return output.path == "-"; });
}

Result<void> check_writable(const std::vector<Output>& outputs, const fs::path& folder) {
  if (outputs.empty()) return check_folder(folder);
  for (const Output& output : outputs) {
    if (output.path == "-") continue;
    std::error_code ignored;
    if (fs::is_directory(output.path, ignored)) {
      return usage_error("cannot write to " + output.path.string() + ": it is a folder");
    }
    ASSAY_CHECK(check_folder(output.path.has_parent_path() ? output.path.parent_path() : "."));
  }
  return {};
}

Result<void> write_reports(const Report& report, const std::vector<Output>& outputs,
                           const Options& options) {
  const bool defaults = outputs.empty();
  const fs::path folder = options.out / report.run.id;
  for (const Output& output : defaults ? default_outputs(folder) : outputs) {
    if (output.path == "-") {
      output.reporter->write(report, std::cout);
      std::cout.flush();
    } else {
      ASSAY_CHECK(write_file_atomically(
          output.path, [&](std::ostream& out) { output.reporter->write(report, out); }));
    }
  }
  if (defaults) point_latest_at(options.out, report.run.id);
  if (options.json && !uses_stdout(outputs)) {
    find_reporter("json")->write(report, std::cout);
  } else if (!options.quiet && !uses_stdout(outputs)) {
    const Colour colour = use_colour(options.color, STDOUT_FILENO) ? Colour::yes : Colour::no;
    write_console(report, std::cout, colour, terminal_columns(STDOUT_FILENO));
  }
  if (defaults && !options.quiet) {
    std::cerr << "reports: " << (folder / "report.html").string() << '\n';
  }
  return {};
}

}  // namespace assay
