#include "harness/cli/record/outputs.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "harness/base/file.h"
#include "harness/base/mark.h"
#include "harness/base/redact.h"
#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/cli/options/options.h"
#include "harness/cli/record/results_folder.h"
#include "harness/cli/terminal/standard_streams.h"
#include "harness/cli/terminal/terminal.h"
#include "reporters/console.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kUsualFormats[] = {"html", "csv", "cells", "json"};

// results/latest -> <run>, swapped in one step so that readers never miss it. Whatever
// else has that name is somebody's, and stays.
void point_latest_at(const fs::path& out, const std::string& run_id) {
  std::error_code failed;
  const fs::path link = out / "latest";
  const fs::file_status status = fs::symlink_status(link, failed);
  if (fs::exists(status) && !fs::is_symlink(status)) {
    ASSAY_MARK("latest.stays_a_folder");
    std::cerr << terminal_safe(link.string() +
                               ": is not the link to the newest run that assay "
                               "makes, and stays as it is; move it away to have the link")
              << '\n';
    return;
  }
  const fs::path temporary = out / (".latest-" + unpredictable_suffix());
  fs::create_directory_symlink(run_id, temporary, failed);
  if (failed) return;  // a file system without links: go without
  fs::rename(temporary, link, failed);
  if (!failed) return;
  std::cerr << terminal_safe(link.string() + ": cannot be made: " + failed.message()) << '\n';
  fs::remove(temporary, failed);
}

std::vector<Output> usual_outputs(const fs::path& folder) {
  std::vector<Output> outputs;
  for (const std::string_view format : kUsualFormats) {
    const ReporterRow* row = find_reporter(format);
    outputs.push_back({row, folder / row->file_name});
  }
  return outputs;
}

Result<void> check_permission(const fs::path& path, const fs::path& target) {
  if (::access(path.c_str(), fs::is_directory(path) ? W_OK | X_OK : W_OK) == 0) return {};
  return usage_error("cannot write to " + target.string() + ": no permission");
}

// A file is written beside the one it replaces; a device or a pipe in place.
Result<void> check_output(const fs::path& path) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (fs::is_directory(status)) {
    return usage_error("cannot write to " + path.string() + ": it is a folder");
  }
  if (fs::exists(status) && !fs::is_regular_file(status)) return check_permission(path, path);
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (!fs::exists(folder, ignored)) {
    return usage_error("cannot write to " + path.string() + ": there is no folder " +
                       folder.string() + "; make it first");
  }
  if (!fs::is_directory(folder, ignored)) {
    return usage_error("cannot write to " + path.string() + ": " + folder.string() +
                       " is no folder");
  }
  return check_permission(folder, path);
}

// Whether one of them takes stdout for itself.
bool uses_stdout(const std::vector<Output>& outputs) {
  return std::any_of(outputs.begin(), outputs.end(),
                     [](const Output& output) { return output.path == "-"; });
}

}  // namespace

Result<void> check_writable(const Options& options, UsualFiles usual) {
  for (const Output& output : options.outputs) {
    if (output.path != "-") {
      const Result<void> checked = check_output(output.path);
      ASSAY_MARK_IF(!checked, "output.refused");
      ASSAY_CHECK(checked);
    } else if (stdout_is_closed()) {
      return infrastructure_error("cannot write a report to stdout: it is closed");
    }
  }
  if (usual == UsualFiles::no) return {};
  ASSAY_CHECK(make_results_folder(options.out));
  return check_permission(options.out, options.out);
}

Result<void> write_reports(const Report& report, UsualFiles usual, const Options& options) {
  const fs::path folder = options.out / report.run.id;
  std::vector<Output> all = options.outputs;
  if (usual != UsualFiles::no) {
    const std::vector<Output> files = usual_outputs(folder);
    all.insert(all.begin(), files.begin(), files.end());
  }
  for (const Output& output : all) {
    if (output.path == "-") {
      output.reporter->write(report, std::cout);
      std::cout.flush();
    } else {
      ASSAY_CHECK(write_file_atomically(
          output.path, [&](std::ostream& out) { output.reporter->write(report, out); }));
    }
  }
  if (usual == UsualFiles::latest) point_latest_at(options.out, report.run.id);
  if (options.json && !uses_stdout(options.outputs)) {
    find_reporter("json")->write(report, std::cout);
  } else if (!options.quiet && !uses_stdout(options.outputs)) {
    const Colour colour = use_colour(options.colour, STDOUT_FILENO) ? Colour::yes : Colour::no;
    write_console(report, std::cout, colour, terminal_columns(STDOUT_FILENO));
  }
  if (usual != UsualFiles::no && !options.quiet) {
    std::cerr << "reports: " << (folder / "report.html").string() << '\n';
  }
  return {};
}

}  // namespace assay
