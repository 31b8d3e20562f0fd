// Where a run's reports go: files in results/<run>/, and what -o asks for.
#pragma once

#include "harness/base/result.h"
#include "harness/cli/options/options.h"
#include "harness/report/report.h"

namespace assay {

// The usual files of a run in out/<run>/: html, csv, cells, json.
enum class UsualFiles {
  no,  // what -o asks for, and no more
  yes,
  latest,  // and out/latest leads to them
};

// Refuses what cannot be written before anything is asked or scored: a usage error. The
// folder of the usual files is made where it is missing, those of `outputs` are not: a
// report in a folder that a slip of the finger made is a report that is lost.
Result<void> check_writable(const Options& options, UsualFiles usual);

// Writes the reports, atomically, and prints the table unless quiet, --json or
// stdout is taken.
Result<void> write_reports(const Report& report, UsualFiles usual, const Options& options);

}  // namespace assay
