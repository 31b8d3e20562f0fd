// The suite that imported outputs are of: one that is there, or one made of their file.
#pragma once

#include <filesystem>
#include <string>

#include "harness/base/result.h"
#include "harness/cli/options/options.h"
#include "harness/import/outputs/output_formats.h"

namespace assay {

struct ImportSuite {
  std::filesystem::path path;
  bool is_made = false;      // outputs without a name for their case are given one (CaseNamer)
  std::string made_text;     // what a person is told of it; "" where it was there
  std::string failed_model;  // of a made one, whose those are that went wrong and name no model
};

// Reads the outputs once where a suite is made, and writes it with its cases: where -o says, or
// beside the file. A usage error for a file that is there and says something else: it may be
// somebody's work by now.
Result<ImportSuite> suite_for(const OutputFormat& format, OutputSource& source,
                              const Options& options);

// Where the cases of a suite go that is made: "x.cases.jsonl" for "x.suite.yaml", and for "x.yaml".
std::filesystem::path cases_beside(const std::filesystem::path& suite);

// Of an answer that names no model: the file's name.
std::string unnamed_model(const OutputSource& source);

}  // namespace assay
