// Where a run's reports go: files in results/<run>/, or what -o asks for.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/cli/options.h"
#include "harness/report/report.h"
#include "reporters/reporter.h"

namespace assay {

struct Output {
  const ReporterRow* reporter = nullptr;
  std::filesystem::path path;  // "-": stdout
};

// From -o; empty when there was none. A usage error names an unknown format.
Result<std::vector<Output>> parse_outputs(const std::vector<std::string>& settings);

// Whether anything in `outputs` takes stdout for itself.
bool uses_stdout(const std::vector<Output>& outputs);

// Refuses what cannot be written before money is spent: a usage error. `folder`
// is where reports go without -o. Makes the folders that are missing.
Result<void> check_writable(const std::vector<Output>& outputs,
                            const std::filesystem::path& folder);

// Writes the reports, atomically, and prints the table unless quiet, --json or
// stdout is taken. With no -o: the default files in out/<run>/ and out/latest.
Result<void> write_reports(const Report& report, const std::vector<Output>& outputs,
                           const Options& options);

}  // namespace assay
